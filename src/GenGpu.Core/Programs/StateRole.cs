namespace GenGpu.Core.Programs;

/// <summary>What a state slot holds.</summary>
public enum StateRole
{
    /// <summary>A trained parameter; counted in the parameter budget.</summary>
    Parameter,

    /// <summary>First moment of an optimizer (Adam m, momentum).</summary>
    FirstMoment,

    /// <summary>Second moment of an optimizer (Adam v).</summary>
    SecondMoment,

    /// <summary>Exponential moving average of a parameter.</summary>
    Average,

    /// <summary>Persistent chain (PCD), [rows, batch].</summary>
    Chain,

    /// <summary>A value reported to the host (loss ...), overwritten by each report.</summary>
    Report,

    /// <summary>Anything else that outlives a launch.</summary>
    Other,
}
