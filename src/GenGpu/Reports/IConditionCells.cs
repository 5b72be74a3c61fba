namespace GenGpu.Reports;

/// <summary>What stands in the panels of <see cref="ConditionMaps"/>.</summary>
internal interface IConditionCells
{
    /// <summary>The data of all panels.</summary>
    string Csv { get; }

    /// <summary>A remark that tells how to read the panels.</summary>
    string Note { get; }

    /// <summary>Pixels that are needed below the axis of the last row.</summary>
    int Below { get; }

    /// <summary>Draws one panel that has samples.</summary>
    /// <param name="grid">Where the panels stand.</param>
    /// <param name="row">0 for the target, then the models.</param>
    /// <param name="column">The condition.</param>
    string Plot(PanelGrid grid, int row, int column);
}
