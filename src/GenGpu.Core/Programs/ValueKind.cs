namespace GenGpu.Core.Programs;

/// <summary>Where a value comes from.</summary>
public enum ValueKind
{
    /// <summary>The result of an instruction; lives in scratch memory.</summary>
    Temporary,

    /// <summary>A constant scalar of the program.</summary>
    Literal,

    /// <summary>A per-model value that the user sets (learning rate, temperature ...), read only for programs.</summary>
    Hyper,

    /// <summary>One version of a state slot (parameter, moment, chain): what a read sees until the next write.</summary>
    State,

    /// <summary>A table shared by all models of the ensemble (data file, mixture parameters), read only.</summary>
    Buffer,

    /// <summary>A value carried from one iteration of a Repeat to the next, as the body sees it.</summary>
    Carried,

    /// <summary>A carried value after the last iteration of its Repeat.</summary>
    RepeatResult,
}
