// Behind the generated text and the table emulated_kernels: the entry of the library, and a main that runs one launch from a file.

extern "C" int emulate(int kernel, void **values, int columns, int rows, int lanes, int shared_bytes, unsigned seed, int as_threads)
{
    return emulation::run(emulated_kernels[kernel], values, columns, rows, lanes, shared_bytes, seed, as_threads != 0);
}

// The file holds eight numbers (kernel, groups across and down, lanes, shared bytes, seed, threads or not, count of arguments), then each argument: its size, and 1 if
// it is a buffer; then its bytes. Buffers are written back to the same file.
int main(int count, char **names)
{
    std::FILE *file = count == 2 ? std::fopen(names[1], "r+b") : nullptr;
    if (!file)
        return 100;
    int head[8];
    if (std::fread(head, sizeof head, 1, file) != 1)
        return 101;
    const int argument_count = head[7];
    std::vector<std::vector<char>> blocks(argument_count);
    std::vector<void *> pointers(argument_count), values(argument_count);
    std::vector<long> offsets(argument_count, -1);
    for (int i = 0; i < argument_count; i++)
    {
        int size[2];
        if (std::fread(size, sizeof size, 1, file) != 1)
            return 102;
        blocks[i].resize(size[0] + 64);
        char *aligned = (char *)(((uintptr_t)blocks[i].data() + 63) / 64 * 64);
        if (size[1])
            offsets[i] = std::ftell(file);
        if (size[0] > 0 && std::fread(aligned, size[0], 1, file) != 1)
            return 103;
        pointers[i] = aligned;
        values[i] = size[1] ? (void *)&pointers[i] : aligned;
    }

    const int fault = emulate(head[0], values.data(), head[1], head[2], head[3], head[4], (unsigned)head[5], head[6]);
    for (int i = 0; i < argument_count; i++)
    {
        if (offsets[i] >= 0)
        {
            std::fseek(file, offsets[i], SEEK_SET);
            std::fwrite(pointers[i], blocks[i].size() - 64, 1, file);
        }
    }

    std::fclose(file);
    return fault;
}
