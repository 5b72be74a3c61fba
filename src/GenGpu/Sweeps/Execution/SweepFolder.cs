using GenGpu.Core;
using GenGpu.Training;

namespace GenGpu.Sweeps.Execution;

/// <summary>Where things lie in a sweep's folder.</summary>
/// <param name="Path">The folder.</param>
public sealed record SweepFolder(string Path)
{
    /// <summary>The specification as it was when the list of trials was made, for people; the list is what counts.</summary>
    public string SpecFile => System.IO.Path.Combine(Path, "sweep.yaml");

    /// <summary>Segments with results, and packed weights: two files per process that has run.</summary>
    public string Results => System.IO.Path.Combine(Path, "results");

    /// <summary>Checkpoints of ensembles that train.</summary>
    public string Checkpoints => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>Who works on what.</summary>
    public string Leases => System.IO.Path.Combine(Path, "leases");

    /// <summary>Tables that <c>gengpu sweep collect</c> makes.</summary>
    public string Collected => System.IO.Path.Combine(Path, "collected");

    /// <summary>Makes the folders, and makes sure that they can be written.</summary>
    /// <exception cref="UserErrorException">They cannot.</exception>
    public void Prepare()
    {
        ResultFolder.Prepare(Path);
        Directory.CreateDirectory(Results);
        Directory.CreateDirectory(Checkpoints);
        Directory.CreateDirectory(Leases);
    }
}
