namespace Timonier.Node.Volumes;

/// <summary>A service account's token for one pod.</summary>
internal sealed record PodToken(string Text, DateTimeOffset Expires, DateTimeOffset RefreshAt);
