namespace GenGpu.Tests.Sweeps.Cluster;

/// <summary>A test on a real Slurm, which it starts itself. Where that cannot be, it is skipped with the reason; in CI it fails instead.</summary>
internal sealed class SlurmFactAttribute : FactAttribute
{
    public SlurmFactAttribute() => Skip = Environment.GetEnvironmentVariable("CI") == "true" ? null : Missing();

    /// <summary>What is missing, or null.</summary>
    public static string? Missing()
    {
        if (!OperatingSystem.IsLinux())
            return "Slurm runs on Linux only";
        if (Environment.UserName != "root")
            return "starting a Slurm of one's own needs root";
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin", "/sbin"];
        string[] missing = [.. new[] { "sbatch", "scontrol", "slurmctld", "slurmd", "munged", "mungekey" }.Where(program => !folders.Any(folder => File.Exists(Path.Combine(folder, program))))];
        return missing.Length == 0 ? null : $"{string.Join(", ", missing)} not installed (apt-get install slurm-wlm munge)";
    }
}
