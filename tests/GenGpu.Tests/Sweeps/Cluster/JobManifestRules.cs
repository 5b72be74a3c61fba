using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace GenGpu.Tests.Sweeps.Cluster;

/// <summary>
/// Rules of a Job in batch/v1 that its API server checks, for the fields that gengpu writes; an unknown field is a fault as well. Source: Kubernetes API reference (Job v1 batch, PodTemplateSpec, Container v1 core),
/// its page "Object Names and IDs" (RFC 1123), "Quantity", and the comments of staging/src/k8s.io/api/batch/v1/types.go.
/// </summary>
internal sealed class JobManifestRules
{
    private readonly List<string> _faults = [];

    /// <summary>What is wrong with a manifest, one sentence each.</summary>
    public static IReadOnlyList<string> Check(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        var rules = new JobManifestRules();
        rules.Job((YamlMappingNode)stream.Documents.Single().RootNode);
        return rules._faults;
    }

    private void Job(YamlMappingNode job)
    {
        Fields(job, "job", "apiVersion", "kind", "metadata", "spec");
        Is(Text(job, "apiVersion") == "batch/v1" && Text(job, "kind") == "Job", "apiVersion is batch/v1 and kind Job");
        YamlMappingNode metadata = Table(job, "metadata"), spec = Table(job, "spec");
        Fields(metadata, "metadata", "name", "namespace", "labels");
        string name = Text(metadata, "name");
        Is(IsLabel(name), $"the name {name} is an RFC 1123 label, because pods are named after it");
        Is(!metadata.Children.ContainsKey("namespace") || IsLabel(Text(metadata, "namespace")), "a namespace is an RFC 1123 label");
        Labels(metadata);

        Fields(spec, "spec", "completionMode", "completions", "parallelism", "backoffLimit", "backoffLimitPerIndex", "maxFailedIndexes", "podFailurePolicy", "template", "activeDeadlineSeconds", "ttlSecondsAfterFinished", "suspend");
        bool isIndexed = Text(spec, "completionMode") == "Indexed";
        Is(Text(spec, "completionMode") is "Indexed" or "NonIndexed" or "", "completionMode is Indexed or NonIndexed");
        long? completions = Whole(spec, "completions"), parallelism = Whole(spec, "parallelism"), perIndex = Whole(spec, "backoffLimitPerIndex"), failed = Whole(spec, "maxFailedIndexes");
        Is(!isIndexed || completions is not null, "completionMode Indexed requires completions");
        Is(!isIndexed || parallelism is <= 100_000, "with Indexed, parallelism is given and at most 10^5");
        Is(completions is null or >= 0 && parallelism is null or >= 0 && perIndex is null or >= 0, "numbers are not negative");
        Is(perIndex is null || isIndexed, "backoffLimitPerIndex requires Indexed");
        Is(failed is null || perIndex is not null, "maxFailedIndexes requires backoffLimitPerIndex");
        Is(perIndex is null || completions is null or <= 100_000 || failed is <= 10_000, "with more than 10^5 completions and backoffLimitPerIndex, maxFailedIndexes is at most 10^4");
        Is(!isIndexed || completions is null || $"{name}-{completions - 1}".Length <= 63, "the name of a pod, which is its host name, has at most 63 characters");

        YamlMappingNode template = Table(spec, "template");
        Fields(template, "template", "metadata", "spec");
        if (template.Children.ContainsKey("metadata"))
            Labels(Table(template, "metadata"));
        string[] containers = Pod(Table(template, "spec"));
        if (spec.Children.ContainsKey("podFailurePolicy"))
        {
            Is(Text(Table(template, "spec"), "restartPolicy") == "Never", "podFailurePolicy requires restartPolicy Never");
            Policy(Table(spec, "podFailurePolicy"), perIndex is not null, containers);
        }
    }

    private void Policy(YamlMappingNode policy, bool hasLimitPerIndex, string[] containers)
    {
        Fields(policy, "podFailurePolicy", "rules");
        YamlNode[] rules = [.. List(policy, "rules")];
        Is(rules.Length is >= 1 and <= 20, "podFailurePolicy has 1 to 20 rules");
        foreach (YamlMappingNode rule in rules.Cast<YamlMappingNode>())
        {
            Fields(rule, "rule", "action", "onExitCodes", "onPodConditions");
            string action = Text(rule, "action");
            Is(action is "FailJob" or "FailIndex" or "Ignore" or "Count", $"{action} is an action");
            Is(action != "FailIndex" || hasLimitPerIndex, "FailIndex requires backoffLimitPerIndex");
            bool byCode = rule.Children.ContainsKey("onExitCodes"), byCondition = rule.Children.ContainsKey("onPodConditions");
            Is(byCode != byCondition, "a rule has either onExitCodes or onPodConditions");
            if (byCode)
            {
                YamlMappingNode codes = Table(rule, "onExitCodes");
                Fields(codes, "onExitCodes", "containerName", "operator", "values");
                Is(!codes.Children.ContainsKey("containerName") || containers.Contains(Text(codes, "containerName")), "containerName is one of the containers");
                Is(Text(codes, "operator") is "In" or "NotIn", "the operator is In or NotIn");
                int[] values = [.. List(codes, "values").Select(value => int.Parse(value.ToString(), CultureInfo.InvariantCulture))];
                Is(values.Length is >= 1 and <= 255 && values.SequenceEqual(values.Distinct().Order()), "exit codes are in order and without duplicates, 1 to 255 of them");
                Is(Text(codes, "operator") != "In" || !values.Contains(0), "0 cannot be used with In");
            }

            foreach (YamlMappingNode condition in byCondition ? List(rule, "onPodConditions").Cast<YamlMappingNode>() : [])
            {
                Fields(condition, "onPodConditions", "type", "status");
                Is(Text(condition, "type").Length > 0 && Text(condition, "status") is "True" or "False" or "Unknown", "a condition has a type and the status True, False or Unknown");

                // Unquoted it would be a boolean, which the API server refuses.
                Is(condition.Children["status"] is YamlScalarNode { Style: not YamlDotNet.Core.ScalarStyle.Plain }, "the status of a condition is a text");
            }
        }
    }

    private string[] Pod(YamlMappingNode pod)
    {
        Fields(pod, "pod", "restartPolicy", "terminationGracePeriodSeconds", "containers", "volumes", "nodeSelector", "tolerations");
        Is(Text(pod, "restartPolicy") is "Never" or "OnFailure", "the restartPolicy of a Job is Never or OnFailure");
        Is(Whole(pod, "terminationGracePeriodSeconds") is null or >= 0, "terminationGracePeriodSeconds is not negative");
        string[] volumes = pod.Children.ContainsKey("volumes") ? [.. List(pod, "volumes").Cast<YamlMappingNode>().Select(Volume)] : [];
        YamlNode[] containers = [.. List(pod, "containers")];
        Is(containers.Length > 0, "there is a container");
        foreach (YamlMappingNode container in containers.Cast<YamlMappingNode>())
        {
            Fields(container, "container", "name", "image", "workingDir", "command", "args", "resources", "volumeMounts", "env");
            Is(IsLabel(Text(container, "name")), "a container's name is an RFC 1123 label");
            Is(Text(container, "image").Trim() is { Length: > 0 } image && image == Text(container, "image"), "there is an image");
            foreach (YamlNode word in List(container, "command").Concat(List(container, "args")))
                Is(word is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.DoubleQuoted }, "arguments are texts");
            foreach (YamlMappingNode mount in List(container, "volumeMounts").Cast<YamlMappingNode>())
            {
                Fields(mount, "volumeMount", "name", "mountPath", "readOnly", "subPath");
                Is(volumes.Contains(Text(mount, "name")), "a mount names a volume of the pod");
                Is(Text(mount, "mountPath") is { Length: > 0 } path && !path.Contains(':', StringComparison.Ordinal), "a mountPath is not empty and has no colon");
            }

            Resources(Table(container, "resources"));
        }

        string[] names = [.. containers.Cast<YamlMappingNode>().Select(container => Text(container, "name"))];
        Is(names.Distinct().Count() == names.Length, "names of containers are unique");
        return names;
    }

    private string Volume(YamlMappingNode volume)
    {
        Fields(volume, "volume", "name", "persistentVolumeClaim");
        Is(IsLabel(Text(volume, "name")), "a volume's name is an RFC 1123 label");
        YamlMappingNode claim = Table(volume, "persistentVolumeClaim");
        Fields(claim, "persistentVolumeClaim", "claimName", "readOnly");
        Is(IsSubdomain(Text(claim, "claimName")), "the name of a claim is an RFC 1123 subdomain");
        return Text(volume, "name");
    }

    private void Resources(YamlMappingNode resources)
    {
        Fields(resources, "resources", "requests", "limits");
        YamlMappingNode requests = Table(resources, "requests"), limits = Table(resources, "limits");
        foreach ((YamlNode name, YamlNode quantity) in requests.Children.Concat(limits.Children))
        {
            Is(IsQuantity(quantity.ToString(), out decimal value) && value >= 0, $"{quantity} is a quantity");
            bool isExtended = name.ToString().Contains('/', StringComparison.Ordinal);
            Is(isExtended || name.ToString() is "cpu" or "memory" or "ephemeral-storage", $"{name} is a resource");
            Is(!isExtended || value == Math.Floor(value), "extended resources are whole numbers");
        }

        foreach ((YamlNode name, YamlNode quantity) in requests.Children.Where(request => limits.Children.ContainsKey(request.Key)))
            Is(IsQuantity(quantity.ToString(), out decimal request) && IsQuantity(limits.Children[name].ToString(), out decimal limit) && request <= limit, $"the request of {name} is not above its limit");

        // "GPUs are only supposed to be specified in the limits section", or in both with the same value.
        Is(requests.Children.Keys.All(name => !name.ToString().Contains('/', StringComparison.Ordinal) || limits.Children.ContainsKey(name)), "an extended resource is limited where it is requested");
    }

    // resource.Quantity: a signed number with a suffix of binary SI, decimal SI, or a decimal exponent.
    internal static bool IsQuantity(string text, out decimal value)
    {
        value = 0;
        Match match = Regex.Match(text, @"\A([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))(?:(Ki|Mi|Gi|Ti|Pi|Ei|m|k|M|G|T|P|E|)|[eE]([+-]?[0-9]{1,2}))\z");
        if (!match.Success)
            return false;
        double factor = match.Groups[3].Success ? Math.Pow(10, int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture))
            : match.Groups[2].Value switch { "" => 1, "m" => 1e-3, [.. var prefix, 'i'] => Math.Pow(1024, 1 + "KMGTPE".IndexOf(prefix, StringComparison.Ordinal)), var prefix => Math.Pow(1000, 1 + "kMGTPE".IndexOf(prefix, StringComparison.Ordinal)) };
        value = (decimal)(double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * factor);
        return true;
    }

    private static bool IsLabel(string text) => Regex.IsMatch(text, @"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z");

    private static bool IsSubdomain(string text) => text.Length <= 253 && text.Split('.').All(IsLabel);

    private void Labels(YamlMappingNode metadata)
    {
        foreach ((YamlNode key, YamlNode value) in metadata.Children.ContainsKey("labels") ? Table(metadata, "labels").Children.ToArray() : [])
        {
            string[] parts = key.ToString().Split('/');
            Is(parts.Length is 1 or 2 && (parts.Length == 1 || IsSubdomain(parts[0])) && Regex.IsMatch(parts[^1], @"\A[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?\z"), $"{key} is a label's key");
            Is(Regex.IsMatch(value.ToString(), @"\A([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?\z"), $"{value} is a label's value");
        }
    }

    private void Is(bool holds, string rule)
    {
        if (!holds)
            _faults.Add(rule);
    }

    private void Fields(YamlMappingNode table, string of, params string[] known)
    {
        foreach (YamlNode key in table.Children.Keys)
            Is(known.Contains(key.ToString()), $"{of} has no field {key}");
    }

    private YamlMappingNode Table(YamlMappingNode table, string key)
    {
        if (table.Children.TryGetValue(key, out YamlNode? value) && value is YamlMappingNode inner)
            return inner;
        _faults.Add($"{key} is required and is a table");
        return new YamlMappingNode();
    }

    private IEnumerable<YamlNode> List(YamlMappingNode table, string key)
    {
        if (table.Children.TryGetValue(key, out YamlNode? value) && value is YamlSequenceNode list)
            return list.Children;
        _faults.Add($"{key} is required and is a list");
        return [];
    }

    private static string Text(YamlMappingNode table, string key) => table.Children.TryGetValue(key, out YamlNode? value) ? value.ToString() : "";

    private long? Whole(YamlMappingNode table, string key)
    {
        if (!table.Children.TryGetValue(key, out YamlNode? value))
            return null;
        bool isWhole = long.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && value is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain };
        Is(isWhole, $"{key} is a whole number");
        return number;
    }
}
