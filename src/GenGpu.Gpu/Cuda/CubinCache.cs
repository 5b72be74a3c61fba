using System.Security.Cryptography;
using System.Text;

namespace GenGpu.Gpu.Cuda;

/// <summary>
/// Compiled kernels on disk, so that the second start is quick. A file is named by everything that decides its content and starts with its own
/// checksum; one that is damaged counts as absent. A folder that cannot be written costs time, nothing else.
/// </summary>
/// <param name="folder">Where the files are.</param>
internal sealed class CubinCache(string folder)
{
    /// <summary>The folder of this user: $XDG_CACHE_HOME/gengpu, ~/.cache/gengpu, or the local application data on Windows.</summary>
    public static CubinCache OfUser()
    {
        string? root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(root))
        {
            root = OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        }

        return new CubinCache(Path.Combine(root, "gengpu"));
    }

    /// <summary>Name of the file for a source.</summary>
    /// <param name="parts">Source, options, device, driver, compiler.</param>
    public static string Key(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string part in parts)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The compiled kernel, or null when it is not there or damaged.</summary>
    /// <param name="key">From <see cref="Key"/>.</param>
    public byte[]? Find(string key)
    {
        try
        {
            byte[] file = File.ReadAllBytes(PathOf(key));
            if (file.Length <= SHA256.HashSizeInBytes)
                return null;
            byte[] image = file[SHA256.HashSizeInBytes..];
            return SHA256.HashData(image).AsSpan().SequenceEqual(file.AsSpan(0, SHA256.HashSizeInBytes)) ? image : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps a compiled kernel; several processes may do so at once.</summary>
    /// <param name="key">From <see cref="Key"/>.</param>
    /// <param name="image">The kernel.</param>
    public void Keep(string key, byte[] image)
    {
        string path = PathOf(key), temporary = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(folder);
            using (FileStream file = File.Create(temporary))
            {
                file.Write(SHA256.HashData(image));
                file.Write(image);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Delete(temporary);
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Where nothing can be written, nothing was left behind.
        }
    }

    private string PathOf(string key) => Path.Combine(folder, key + ".cubin");
}
