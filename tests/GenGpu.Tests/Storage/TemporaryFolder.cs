namespace GenGpu.Tests.Storage;

/// <summary>A folder of its own for one test, removed at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder(string suffix = "") => FullName = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"gengpu-test-{Guid.NewGuid():N}{suffix}")).FullName;

    public string FullName { get; }

    public string this[string name] => Path.Combine(FullName, name);

    public string Text(string name, string content)
    {
        File.WriteAllText(this[name], content);
        return this[name];
    }

    public string[] Names() => [.. Directory.EnumerateFileSystemEntries(FullName).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
