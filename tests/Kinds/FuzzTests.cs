using System.Buffers;
using System.Text;
using Timonier.Documents;
using Timonier.Kinds.Protobuf;

namespace Timonier.Kinds.Tests;

/// <summary>
/// Random and broken inputs against every parser. Each property runs for FUZZ_SECONDS (a blink by default), for example
/// <c>FUZZ_SECONDS=600 dotnet run --project tests/Kinds -- -class Timonier.Kinds.Tests.FuzzTests</c>; a failure names the
/// FUZZ_SEED that repeats it at once.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    // What reading may cost for each byte of input, and once.
    private const long BytesPerByte = 600;
    private const long BytesOnce = 4 * 1024 * 1024;

    [Fact]
    public void Protobuf_AnyBytes_AreReadOrRefused() => Run(random =>
    {
        var kind = RandomKind(random);
        var message = RandomObject.Mutated(random, Encoded(kind, RandomObject.Of(kind, random)));
        if (Attempt(message.Length, () => ProtobufReader.Read(message, (_, _) => kind.Schema)) is DraftObject read) Survives(kind, read);
    });

    [Fact]
    public void Json_AnyBytes_AreReadOrRefused() => Run(random =>
    {
        var kind = RandomKind(random);
        var json = RandomObject.Mutated(random, Encoding.UTF8.GetBytes(RandomObject.Of(kind, random).ToString()));
        DuplicateFields.Find(json).Count.ShouldBeLessThanOrEqualTo(json.Length);
        if (Attempt(json.Length, () => Draft.From(Document.Parse(json).Root)) is not { } read) return;
        var text = read.ToString();
        Draft.From(Document.Parse(text).Root).ToString().ShouldBe(text);
        if (read is DraftObject body) Survives(kind, body);
    });

    [Fact]
    public void Yaml_AnyText_IsReadOrRefused() => Run(random =>
    {
        var kind = RandomKind(random);
        var yaml = RandomObject.Mutated(random, Encoding.UTF8.GetBytes(YamlText.Write(RandomObject.Of(kind, random))));
        if (Attempt(yaml.Length, () => Yaml.ParseObject(yaml)) is not { } read) return;
        SameAsYaml(read);
    });

    [Fact]
    public void Objects_OfAnyKind_SurviveAllEncodings() => Run(random =>
    {
        var kind = RandomKind(random);
        var body = RandomObject.Of(kind, random);
        Decoding.Check(kind, body).StrictError([]).ShouldBeNull();
        var bytes = Encoded(kind, body);
        var back = ProtobufReader.Read(bytes, (_, _) => kind.Schema);
        Decoding.Check(kind, back).Error.ShouldBeNull();
        Convert.ToHexString(Encoded(kind, back)).ShouldBe(Convert.ToHexString(bytes));
        SameAsYaml((DraftObject)Draft.From(Document.Parse(body.ToString()).Root));
    });

    private static void SameAsYaml(DraftObject body)
    {
        var yaml = YamlText.Write(body);
        // The parser takes a star behind a blank for an alias, even inside of a name, where no name of this API has one.
        if (yaml.Contains(" *", StringComparison.Ordinal)) return;
        DraftObject back;
        try
        {
            back = Yaml.ParseObject(Encoding.UTF8.GetBytes(yaml));
        }
        catch (DocumentSyntaxException e)
        {
            throw new InvalidOperationException($"{e.Message} in\n{yaml}", e);
        }
        Draft.DeepEquals(back, body).ShouldBeTrue(yaml);
    }

    // Whatever could be read must not break what comes behind the parser.
    private static void Survives(Kind kind, DraftObject body)
    {
        if (Decoding.Check(kind, body).Error is not null) return;
        Defaulting.Apply(kind, body);
        var once = Encoded(kind, body);
        Convert.ToHexString(Encoded(kind, body)).ShouldBe(Convert.ToHexString(once));
        TablePrinter.Cells(kind.Group, kind.Name, body.ToDocument(), DateTimeOffset.UnixEpoch).Count.ShouldBe(TablePrinter.Columns(kind.Group, kind.Name).Count);
    }

    private static T? Attempt<T>(int length, Func<T> read) where T : class
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        T? made = null;
        try
        {
            made = read();
        }
        catch (FormatException)
        {
            made = null;
        }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((BytesPerByte * length) + BytesOnce);
        return made;
    }

    private static byte[] Encoded(Kind kind, DraftObject body)
    {
        var output = new ArrayBufferWriter<byte>();
        ProtobufWriter.Write(kind, body.ToDocument(), output);
        return output.WrittenSpan.ToArray();
    }

    private static Kind RandomKind(Random random) => KindCatalogue.BuiltIn.All[random.Next(KindCatalogue.BuiltIn.All.Length)];

    private void Run(Action<Random> property)
    {
        var only = Environment.GetEnvironmentVariable("FUZZ_SEED");
        var seconds = double.Parse(Environment.GetEnvironmentVariable("FUZZ_SECONDS") ?? "0.3", System.Globalization.CultureInfo.InvariantCulture);
        var first = only is null ? (int)(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() & 0x3fff_ffff) : int.Parse(only, System.Globalization.CultureInfo.InvariantCulture);
        var start = TimeProvider.System.GetTimestamp();
        var seed = first;
        do
        {
            try
            {
                property(new Random(seed));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"FUZZ_SEED={seed} repeats this: {e.Message}", e);
            }
            seed++;
        }
        while (only is null && TimeProvider.System.GetElapsedTime(start).TotalSeconds < seconds);
        output.WriteLine($"{seed - first} inputs from seed {first} on");
    }
}
