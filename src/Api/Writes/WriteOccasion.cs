using Timonier.Contracts.Cluster;

namespace Timonier.Api.Writes;

/// <summary>Who writes, through which subresource (none when empty), and when.</summary>
internal readonly record struct WriteOccasion(UserInfo User, string Subresource, DateTimeOffset Now);
