using GenGpu.Core.Programs;
using static GenGpu.Core.Memory.StageBuilder;

namespace GenGpu.Core.Memory;

/// <summary>
/// Positions of all values in the order of execution: where each is written first and read last. A value from outside that a Repeat uses lives
/// until the Repeat ends; a view keeps the memory that it looks at alive.
/// </summary>
internal sealed class Lifetimes(IReadOnlySet<Instruction> absorbed)
{
    private readonly Dictionary<Value, int> starts = [];
    private readonly Dictionary<Value, int> ends = [];
    private readonly Dictionary<Value, int> firstStage = [];
    private readonly Dictionary<Value, int> lastStage = [];
    private readonly Dictionary<Value, Value> roots = [];
    private readonly Dictionary<Node, int> positions = [];
    private readonly List<int> stageEnds = [];
    private readonly Dictionary<Value, int> lastRead = [];
    private readonly Dictionary<Value, int> bodyReads = [];
    private int position;
    private int stage;

    public void Number(List<Draft> drafts)
    {
        foreach (Draft draft in drafts)
        {
            if (draft is StageDraft own)
            {
                Walk(own.Nodes);
                stage++;
                stageEnds.Add(position);
            }
            else
            {
                var repeat = (RepeatDraft)draft;
                NumberRepeat(repeat.Repeat, () => Number(repeat.Body));
            }
        }
    }

    /// <summary>Where the value is written first.</summary>
    public int Start(Value value) => starts[value];

    /// <summary>Where it is read last.</summary>
    public int End(Value value) => ends[value];

    /// <summary>
    /// Until when shared memory must keep the value: the end of the stage that reads it last, because the first slice runs to that end before the
    /// next slice reads its own columns.
    /// </summary>
    public int SharedEnd(Value value)
    {
        int last = lastStage[value];
        return Math.Max(ends[value], last < stageEnds.Count ? stageEnds[last] : position);
    }

    /// <summary>The end of the stage that computes the value, after which its partial results are not needed.</summary>
    public int EndOfStage(Value value) => stageEnds[firstStage[value]] + 1;

    /// <summary>Whether a later stage than the one that computes it reads the value.</summary>
    public bool CrossesStages(Value value) => firstStage[value] != lastStage[value];

    /// <summary>Whether an operand is needed by nothing after the instruction.</summary>
    public bool DiesAt(Value input, Instruction instruction) => ends[input] == positions[instruction];

    /// <summary>The value whose memory a view looks at; the value itself otherwise.</summary>
    public Value Root(Value value) => roots.GetValueOrDefault(value, value);

    /// <summary>Whether another operand looks at the memory of this one, so that writing over it would spoil what is still to be read.</summary>
    public bool IsSeenByOthers(Value input, Instruction instruction) =>
        instruction.Inputs.Any(other => other != input && Root(other) == Root(input));

    /// <summary>Whether the body may compute the next value straight into the carried memory: nothing reads the present value after that.</summary>
    public bool MayWriteCarried(Repeat repeat, CarriedValue carried)
    {
        Value result = carried.BodyResult;
        if (result.Kind != ValueKind.Temporary || result.Producer is not { } producer || producer.Op.ViewOfInput >= 0 || !repeat.Body.Contains(producer))
            return false;
        if (repeat.Carried.Count(c => c.BodyResult == result) != 1)
            return false;
        int written = positions[producer];
        int read = bodyReads[carried.BodyArgument];
        if (read < written)
            return true;
        int operand = producer.Inputs.ToList().IndexOf(carried.BodyArgument);
        return read == written && operand >= 0 && producer.Op.MayOverwrite(operand) && producer.Inputs.Count(i => Root(i) == carried.BodyArgument) == 1;
    }

    private void Walk(IReadOnlyList<Node> nodes)
    {
        foreach (Node node in nodes)
        {
            if (node is Repeat repeat)
            {
                NumberRepeat(repeat, () => Walk(repeat.Body));
                continue;
            }

            var instruction = (Instruction)node;
            if (absorbed.Contains(instruction))
                continue;
            positions[node] = position;
            foreach (Value input in instruction.Inputs)
                Touch(input);
            foreach (Value output in instruction.Outputs)
            {
                if (instruction.Op.ViewOfInput is >= 0 and int viewed)
                    roots[output] = Root(instruction.Inputs[viewed]);
                Touch(output);
            }

            position++;
        }
    }

    private void NumberRepeat(Repeat repeat, Action body)
    {
        int start = position;
        int firstStageInside = stage;
        foreach (CarriedValue carried in repeat.Carried)
        {
            Touch(carried.Initial);
            Touch(carried.BodyArgument);
        }

        position++;
        body();
        foreach (CarriedValue carried in repeat.Carried)
            Touch(carried.BodyResult);
        foreach (CarriedValue carried in repeat.Carried)
        {
            bodyReads[carried.BodyArgument] = lastRead[carried.BodyArgument];
            Keep(carried.BodyArgument);
        }

        // The second iteration reads again what came from outside.
        foreach (Value value in starts.Where(v => v.Value < start && ends[v.Key] > start).Select(v => v.Key).ToList())
            Keep(value);
        foreach (CarriedValue carried in repeat.Carried)
            roots[carried.Result] = carried.BodyArgument;
        position++;
        foreach (CarriedValue carried in repeat.Carried)
        {
            Touch(carried.Result);
            if (stage != firstStageInside)
                lastStage[carried.BodyArgument] = stage;
        }
    }

    private void Touch(Value value)
    {
        if (Root(value).Producer is { } producer && absorbed.Contains(producer))
        {
            // Who reads it reads what it is made of.
            foreach (Value input in producer.Inputs)
                Touch(input);
            return;
        }

        lastRead[Root(value)] = position;
        foreach (Value target in new[] { value, Root(value) })
        {
            starts.TryAdd(target, position);
            firstStage.TryAdd(target, stage);
            ends[target] = position;
            lastStage[target] = stage;
        }
    }

    private void Keep(Value value)
    {
        ends[value] = Math.Max(ends[value], position);
        lastStage[value] = stage;
    }
}
