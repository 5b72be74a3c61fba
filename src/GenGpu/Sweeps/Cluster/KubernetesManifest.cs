using System.Text;
using GenGpu.Core;
using GenGpu.Storage;
using GenGpu.Sweeps.Execution;

namespace GenGpu.Sweeps.Cluster;

/// <summary>
/// Writes a sweep as an Indexed Job: one pod per shard, whose number Kubernetes puts into JOB_COMPLETION_INDEX. Pods that end with a checkpoint (exit code 75) or are disrupted are replaced without counting as failures;
/// arguments that cannot be right (2) fail the job at once; anything else is tried again for that shard alone. Source: Kubernetes API reference, Job batch/v1, and KEP-3329, KEP-3850.
/// </summary>
public static class KubernetesManifest
{
    // A checkpoint takes seconds; the figures of a large model that have begun may take a minute.
    private const int GraceSeconds = 120;
    private const int LongestName = 63;

    /// <summary>Where the manifest of a sweep is written.</summary>
    /// <param name="folder">The sweep's folder.</param>
    public static string PathOf(SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Path.Combine(folder.Path, "kubernetes", "job.yaml");
    }

    /// <summary>The sweep's folder as the pods see it.</summary>
    /// <param name="folder">The sweep's folder.</param>
    /// <param name="settings">What the specification asks for.</param>
    public static string FolderInPods(SweepFolder folder, KubernetesSettings settings)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(settings);
        return $"{MountOf(folder, settings).TrimEnd('/')}/{Path.GetFileName(folder.Path.TrimEnd('/'))}";
    }

    /// <summary>The manifest.</summary>
    /// <param name="request">What is to be run; all shards are, for the index of a pod is the number of its shard, and those with nothing to do end at once.</param>
    /// <param name="settings">What the specification asks for.</param>
    /// <exception cref="UserErrorException">The specification names no image or no claim; exit code 2.</exception>
    public static string Of(ClusterRequest request, KubernetesSettings settings)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Image is not { } image || settings.Claim is not { } claim)
            throw new UserErrorException("Kubernetes needs to know the image with gengpu and the volume claim that holds the sweep's folder; write them into the specification: kubernetes: {image: registry.example.org/gengpu:0.1, claim: runs}.", exitCode: 2);
        string name = NameOf(request.List.Name, request.Shards), mount = MountOf(request.Folder, settings);
        string[] arguments = ["sweep", "run", FolderInPods(request.Folder, settings), "--shard", FormattableString.Invariant($"$(JOB_COMPLETION_INDEX)/{request.Shards}"), .. request.Arguments, "--task"];
        var text = new StringBuilder();
        text.Append(FormattableString.Invariant($"# {request.Shards} shards of a sweep as an Indexed Job. The pods find the sweep in {FolderInPods(request.Folder, settings)}.\n"));
        text.Append(FormattableString.Invariant($"""
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: {Text(name)}

            """));
        if (settings.Namespace is { } space)
            text.Append("  namespace: ").Append(Text(space)).Append('\n');
        text.Append(FormattableString.Invariant($"""
              labels:
                app.kubernetes.io/name: gengpu
            spec:
              completionMode: Indexed
              completions: {request.Shards}
              parallelism: {Math.Min(request.Shards, settings.Parallelism ?? request.Shards)}
              backoffLimitPerIndex: {settings.Retries}
              podFailurePolicy:
                rules:
                # The pod's node is drained or taken away: a replacement goes on from the checkpoint.
                - action: Ignore
                  onPodConditions:
                  - type: DisruptionTarget
                    status: "True"
                # Stopped with a valid checkpoint.
                - action: Ignore
                  onExitCodes:
                    containerName: gengpu
                    operator: In
                    values: [75]
                # Arguments that no pod can run with.
                - action: FailJob
                  onExitCodes:
                    containerName: gengpu
                    operator: In
                    values: [2]
              template:
                metadata:
                  labels:
                    app.kubernetes.io/name: gengpu
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: {GraceSeconds}
                  containers:
                  - name: gengpu
                    image: {Text(image)}
                    workingDir: {Text(mount)}
                    command: [{string.Join(", ", settings.Command.Select(Text))}]
                    args: [{string.Join(", ", arguments.Select(Text))}]
                    resources:
                      requests:
                        cpu: {Text(FormattableString.Invariant($"{settings.Cpu}"))}
                        memory: {Text(settings.Memory)}
                      limits:
                        memory: {Text(settings.Memory)}

            """));
        if (settings.Gpus > 0)
            text.Append(FormattableString.Invariant($"            nvidia.com/gpu: \"{settings.Gpus}\"\n"));
        text.Append(FormattableString.Invariant($"""
                    volumeMounts:
                    - name: sweep
                      mountPath: {Text(mount)}
                  volumes:
                  - name: sweep
                    persistentVolumeClaim:
                      claimName: {Text(claim)}

            """));
        return text.ToString();
    }

    // Pods are called NAME-INDEX, which is a label of at most 63 characters.
    internal static string NameOf(string sweep, int shards)
    {
        int room = LongestName - 1 - FormattableString.Invariant($"{shards - 1}").Length;
        string plain = new([.. ("gengpu-" + sweep.ToLowerInvariant()).Select(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) ? letter : '-')]);
        return (plain.Length > room ? plain[..room] : plain).TrimEnd('-');
    }

    private static string MountOf(SweepFolder folder, KubernetesSettings settings) => settings.Mount ?? Path.GetDirectoryName(folder.Path.TrimEnd('/')) ?? "/";

    // Double-quoted YAML has the escapes of JSON.
    private static string Text(string value) => JsonFile.ToLine(value);
}
