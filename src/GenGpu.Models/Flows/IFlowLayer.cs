using GenGpu.Core.Programs;

namespace GenGpu.Models.Flows;

/// <summary>An invertible map with a Jacobian determinant that costs no more than the map.</summary>
internal interface IFlowLayer
{
    /// <summary>Its parameters.</summary>
    IReadOnlyList<StateSlot> Parameters { get; }

    /// <summary>Emits initial parameters and passes a batch through the layer as it then is, so that a layer may be initialised from what reaches it.</summary>
    /// <param name="scope">The initialise program.</param>
    /// <param name="at">A batch from the base distribution, behind the layers before.</param>
    /// <returns>The batch behind this layer.</returns>
    FlowPoint Initialise(FlowScope scope, FlowPoint at);

    /// <summary>From the base's side to the target's.</summary>
    /// <param name="scope">Where to emit.</param>
    /// <param name="at">Before the layer.</param>
    /// <returns>Behind the layer.</returns>
    FlowPoint Forward(FlowScope scope, FlowPoint at);

    /// <summary>From the target's side to the base's.</summary>
    /// <param name="scope">Where to emit.</param>
    /// <param name="at">Behind the layer.</param>
    /// <returns>Before the layer.</returns>
    FlowPoint Inverse(FlowScope scope, FlowPoint at);
}
