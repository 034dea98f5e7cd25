using System.Text;
using Timonier.Documents;
using Timonier.Tests.Fuzzing;

namespace Timonier.Kinds.Tests;

public sealed class YamlFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void Yaml_AnyText_IsReadOrRefused() => Run(random =>
    {
        var kind = RandomObject.AnyKind(random);
        var yaml = Noise.Broken(random, Encoding.UTF8.GetBytes(YamlText.Write(RandomObject.Of(kind, random))));
        if (Attempt(yaml.Length, () => Yaml.ParseObject(yaml)) is { } read) Behind.SameAsYaml(read);
    });
}
