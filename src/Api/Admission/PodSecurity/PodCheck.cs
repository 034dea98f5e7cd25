namespace Timonier.Api.Admission.PodSecurity;

/// <summary>One rule of the Pod Security Standards.</summary>
/// <param name="Id">Upstream's name for it.</param>
/// <param name="Level">The laxest level that has it.</param>
/// <param name="Since">The second number of the first version that has it.</param>
/// <param name="Find">What is wrong; null when nothing is.</param>
/// <param name="StandsFor">The laxer rule that need not be asked any more where this one is.</param>
internal sealed record PodCheck(string Id, PodLevel Level, int Since, Func<PodView, PodFinding?> Find, string StandsFor = "");
