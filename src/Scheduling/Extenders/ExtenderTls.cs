namespace Timonier.Scheduling.Extenders;

/// <summary>How an extender is known and how we show ourselves to it. What is given as data counts before what stands in a file.</summary>
public sealed record ExtenderTls
{
    /// <summary>Whoever answers is believed.</summary>
    public bool Insecure { get; init; }

    /// <summary>The name its certificate must have; empty: that of the URL.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>Who must have signed its certificate, as PEM; null: one of the machine's authorities.</summary>
    public string? Authorities { get; init; }

    /// <summary>Our certificate and its key, as PEM; null: none is shown.</summary>
    public string? Certificate { get; init; }
    public string? Key { get; init; }
}
