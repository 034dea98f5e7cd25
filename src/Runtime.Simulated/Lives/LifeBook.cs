using System.Text;

namespace Timonier.Runtime.Simulated.Lives;

/// <summary>The rules by which containers live and images are had; the first that fits holds.</summary>
public sealed record LifeBook(IReadOnlyList<ImageRule> Images, IReadOnlyList<LifeRule> Lives)
{
    private static readonly Lazy<LifeBook> BuiltIn = new(ReadBuiltIn);

    public static LifeBook Default => BuiltIn.Value;

    /// <param name="yaml">In the notation of the built-in rules, Lives/lives.yaml.</param>
    /// <exception cref="FormatException">What is wrong, and where.</exception>
    public static LifeBook Parse(string yaml) => LifeReader.Book(Encoding.UTF8.GetBytes(yaml));

    /// <summary>These rules before others.</summary>
    public LifeBook Before(LifeBook others) => new([.. Images, .. others.Images], [.. Lives, .. others.Lives]);

    public Life For(ContainerTraits container) => Lives.FirstOrDefault(r => r.Fits(container))?.Life ?? Life.Endless;

    public ImageRule? ForImage(string reference) => Images.FirstOrDefault(r => r.Fits(reference));

    private static LifeBook ReadBuiltIn()
    {
        using var stream = typeof(LifeBook).Assembly.GetManifestResourceStream("lives.yaml") ?? throw new InvalidOperationException("The rules of simulated containers are not built in.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}
