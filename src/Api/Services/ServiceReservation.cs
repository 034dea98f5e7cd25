using Timonier.Contracts.Store;

namespace Timonier.Api.Services;

/// <summary>What was newly taken for a Service, and the keys that say so to other servers until it is written.</summary>
internal sealed record ServiceReservation(ServiceClaim Claim, IReadOnlyList<StoreEntry> Marks);
