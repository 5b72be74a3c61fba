using GenGpu.Core.Programs;

namespace GenGpu.Gpu.Codegen;

/// <summary>Views: values that are the memory of another value.</summary>
internal static class Views
{
    /// <summary>The value whose memory a view looks at; the value itself otherwise.</summary>
    public static Value Root(Value value)
    {
        while (value.Producer is { } producer && producer.Op.ViewOfInput >= 0)
            value = producer.Inputs[producer.Op.ViewOfInput];
        return value;
    }
}
