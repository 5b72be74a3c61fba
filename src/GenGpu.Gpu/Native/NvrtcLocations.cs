namespace GenGpu.Gpu.Native;

/// <summary>Where NVRTC may be: CUDA_PATH, the loader's own path, /usr/local/cuda*, and the nvidia-cuda-nvrtc wheels of Python. Versions 13 down to 11.</summary>
internal static class NvrtcLocations
{
    private static readonly string[] LinuxNames = ["libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2", "libnvrtc.so.11.1", "libnvrtc.so"];
    private static readonly string[] WindowsNames = ["nvrtc64_130_0.dll", "nvrtc64_120_0.dll", "nvrtc64_112_0.dll", "nvrtc64_111_0.dll"];

    /// <summary>File names to try, in order of preference.</summary>
    public static IEnumerable<string> Candidates() => Candidates(OperatingSystem.IsWindows(), Environment.GetEnvironmentVariable, Folders);

    /// <summary>The same with everything it depends on as arguments.</summary>
    /// <param name="windows">Whether to look for .dll files.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="folders">Folders that match a pattern (a folder, then names with wildcards), the last in order first; empty when there is none.</param>
    public static IEnumerable<string> Candidates(bool windows, Func<string, string?> variable, Func<string, string[], IEnumerable<string>> folders)
    {
        string[] names = windows ? WindowsNames : LinuxNames;
        string[] libraries = windows ? ["bin", Path.Combine("bin", "x64")] : ["lib64", Path.Combine("targets", "x86_64-linux", "lib"), "lib"];
        var places = new List<string>();
        foreach (string name in new[] { "CUDA_PATH", "CUDA_HOME" })
        {
            if (variable(name) is { Length: > 0 } root)
                places.AddRange(libraries.Select(library => Path.Combine(root, library)));
        }

        // Bare names: the loader's own path.
        places.Add("");
        if (!windows)
        {
            foreach (string root in folders("/usr/local", ["cuda*"]))
                places.AddRange(libraries.Select(library => Path.Combine(root, library)));
        }

        foreach (string site in PythonSites(windows, variable, folders))
        {
            string bin = windows ? "bin" : "lib";
            places.AddRange(folders(site, ["nvidia", "cuda_nvrtc", bin]));
            places.AddRange(folders(site, ["nvidia", "cu1*", bin]));
        }

        return places.SelectMany(place => names.Select(name => place.Length == 0 ? name : Path.Combine(place, name)));
    }

    private static IEnumerable<string> PythonSites(bool windows, Func<string, string?> variable, Func<string, string[], IEnumerable<string>> folders)
    {
        var roots = new List<string>();
        foreach (string name in new[] { "VIRTUAL_ENV", "CONDA_PREFIX" })
        {
            if (variable(name) is { Length: > 0 } root)
                roots.Add(root);
        }

        if (variable("HOME") is { Length: > 0 } home)
        {
            roots.Add(Path.Combine(home, ".local"));
            roots.AddRange(folders(home, [".pyenv", "versions", "*"]));
        }

        if (!windows)
            roots.AddRange(["/usr/local", "/usr", "/opt/conda"]);
        foreach (string root in roots)
        {
            if (windows)
            {
                yield return Path.Combine(root, "Lib", "site-packages");
                continue;
            }

            foreach (string packages in new[] { "site-packages", "dist-packages" })
            {
                foreach (string site in folders(root, ["lib", "python3*", packages]))
                    yield return site;
            }
        }

        if (windows && variable("LOCALAPPDATA") is { Length: > 0 } local)
        {
            foreach (string site in folders(local, ["Programs", "Python", "Python3*", "Lib", "site-packages"]))
                yield return site;
        }
    }

    private static IEnumerable<string> Folders(string root, string[] pattern)
    {
        IEnumerable<string> found = [root];
        foreach (string part in pattern)
            found = found.SelectMany(folder => Below(folder, part)).ToArray();
        return found;
    }

    private static IEnumerable<string> Below(string folder, string pattern)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetDirectories(folder, pattern).OrderDescending(StringComparer.Ordinal) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be read holds nothing for us.
            return [];
        }
    }
}
