namespace Timonier.Api.FlowControl;

/// <summary>What a request says about how much it reads.</summary>
/// <param name="ReadsAll">A list, or a watch that begins with what there is.</param>
/// <param name="Limit">The size of a page; 0: all of it.</param>
internal readonly record struct FlowNeed(bool ReadsAll = false, long Limit = 0);
