namespace Timonier.Pki;

/// <summary>Something that has an end and can be made anew before it.</summary>
public interface IRenewable
{
    /// <summary>For people who read logs.</summary>
    string Name { get; }

    DateTimeOffset RenewAt { get; }

    /// <summary>Afterwards <see cref="RenewAt"/> lies later; throws when the new one could not be had, and the present one stays.</summary>
    Task RenewAsync(CancellationToken cancellation);
}
