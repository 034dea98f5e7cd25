using Timonier.Documents;
using Timonier.Tests.Fuzzing;

namespace Timonier.Kinds.Tests;

public sealed class ConversionFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void Events_OfEitherGroup_LoseNothingInTheOther() => Run(random =>
    {
        var (core, own) = (Find("v1", "Event"), Find("events.k8s.io/v1", "Event"));
        var (from, to) = random.Next(2) == 0 ? (core, own) : (own, core);
        var body = Decoded(from, random);
        var before = body.CloneObject();
        Conversions.Convert(to, body);
        Decoding.Check(to, body).StrictError([]).ShouldBeNull();
        Conversions.Convert(from, body);
        Defaulting.Apply(from, body);
        Draft.DeepEquals(body, before).ShouldBeTrue($"{before}\n{body}");
    });

    [Fact]
    public void Autoscalers_OfV1_ReadInV2WhateverTheirAnnotationsSay() => Run(random =>
    {
        var (one, many) = (Find("autoscaling/v1", "HorizontalPodAutoscaler"), Find("autoscaling/v2", "HorizontalPodAutoscaler"));
        var source = Decoded(many, random);
        Conversions.Convert(one, source);
        var annotations = source.Object("metadata").Object("annotations");
        foreach (var name in annotations.Names.ToArray()) annotations[name] = Noise.Broken(random, annotations.String(name));
        if (annotations.Count == 0) source.Object("metadata").Remove("annotations");
        // As it would come: half a character is none any more.
        source = DraftObject.Of(source.ToDocument());
        Decoding.Check(one, source).StrictError([]).ShouldBeNull();
        Conversions.Convert(many, source);
        Decoding.Check(many, source).Error.ShouldBeNull(source.ToString());
        // Nothing measured and no measurements are the same to the other version.
        if (source["status"] is DraftObject status && status["currentMetrics"] is DraftArray { Count: 0 }) status.Remove("currentMetrics");
        var settled = source.ToString();
        Conversions.Convert(one, source);
        Conversions.Convert(many, source);
        Draft.DeepEquals(source, Draft.From(Document.Parse(settled).Root)).ShouldBeTrue($"{settled}\n{source}");
    });

    private static Kind Find(string apiVersion, string name) => KindCatalogue.BuiltIn.FindKind(apiVersion, name)!;

    private static DraftObject Decoded(Kind kind, Random random)
    {
        var body = RandomObject.Of(kind, random);
        Decoding.Check(kind, body).StrictError([]).ShouldBeNull();
        Defaulting.Apply(kind, body);
        return body;
    }
}
