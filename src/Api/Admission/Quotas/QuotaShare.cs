using Timonier.Kinds.Quotas;

namespace Timonier.Api.Admission.Quotas;

/// <summary>What one write has taken out of one quota.</summary>
/// <param name="Quota">The quota's name.</param>
/// <param name="Uid">And which one of that name.</param>
/// <param name="Amounts">By how much its use has grown, or shrunk.</param>
internal sealed record QuotaShare(string Quota, string Uid, ResourceAmounts Amounts);
