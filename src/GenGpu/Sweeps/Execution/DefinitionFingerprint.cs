using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using GenGpu.Core.Ops;
using GenGpu.Core.Programs;

namespace GenGpu.Sweeps.Execution;

/// <summary>
/// What two definitions have in common when their models may share an ensemble: state, buffers, names of hyper values and every instruction with its constants, but not the values of the hypers.
/// </summary>
public static class DefinitionFingerprint
{
    /// <summary>SHA-256 in hexadecimal digits.</summary>
    /// <param name="definition">The definition.</param>
    public static string Of(ModelDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var text = new StringBuilder();
        text.Append(definition.Name).Append('\n');
        foreach (StateSlot slot in definition.State)
            text.Append(CultureInfo.InvariantCulture, $"state {slot.Name} {slot.Shape} {slot.Role}\n");
        foreach (HyperSlot slot in definition.Hypers)
            text.Append(CultureInfo.InvariantCulture, $"hyper {slot.Name} {slot.Rows} {slot.Columns}\n");
        foreach (DataBuffer buffer in definition.Buffers)
            text.Append(CultureInfo.InvariantCulture, $"buffer {buffer.Name} {buffer.Rows} {buffer.Count} {Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(buffer.Data.Span)))}\n");
        foreach (Program program in definition.Programs)
        {
            text.Append(CultureInfo.InvariantCulture, $"program {program.Name} {program.BatchSize} {program.Purpose}\n");
            Nodes(text, program.Body);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Nodes(StringBuilder text, IReadOnlyList<Node> nodes)
    {
        foreach (Node node in nodes)
        {
            if (node is Repeat repeat)
            {
                text.Append("repeat ").Append(repeat.Count.ToString());
                foreach (CarriedValue carried in repeat.Carried)
                    Values(text, [carried.Initial, carried.BodyArgument, carried.BodyResult, carried.Result]);
                text.Append('\n');
                Nodes(text, repeat.Body);
                text.Append("end\n");
            }
            else if (node is Instruction instruction)
            {
                text.Append(instruction.Op.Name).Append(' ').Append(instruction.Attributes);
                if (instruction.Attributes is RowIndexAttributes rows)
                    text.AppendJoin(',', rows.Indices);
                Values(text, instruction.Outputs);
                text.Append(" =");
                Values(text, instruction.Inputs);
                text.Append('\n');
            }
        }
    }

    private static void Values(StringBuilder text, IReadOnlyList<Value> values)
    {
        foreach (Value value in values)
            text.Append(CultureInfo.InvariantCulture, $" {value.Id}:{value.Kind}:{value.Shape}:{BitConverter.SingleToInt32Bits(value.Literal):x}:{value.Hyper?.Name ?? value.State?.Name ?? value.Buffer?.Name}");
    }
}
