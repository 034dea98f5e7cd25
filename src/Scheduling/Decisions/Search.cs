using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Decisions;

/// <summary>Which nodes were found to fit, and what stood against the others.</summary>
/// <param name="Run">The filters, ready to be asked again.</param>
/// <param name="Fitting">The nodes that fit; not all of a large cluster are looked at.</param>
/// <param name="Looked">How many were looked at.</param>
public sealed record Search(FilterRun Run, List<NodeRow> Fitting, int Looked);
