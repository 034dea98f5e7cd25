using static Timonier.Documents.Tests.TestPlace;

namespace Timonier.Documents.Tests;

/// <summary>A kind with a field of every sort that apply tells apart.</summary>
internal static class Workload
{
    private static readonly TestPlace Protocol = new() { Shape = PlaceShape.Text, Default = "TCP" };
    private static readonly TestPlace Port = Struct(("port", Number), ("protocol", Protocol), ("name", Text));
    private static readonly TestPlace Container = Struct(
        ("name", Text), ("image", Text), ("args", List(Text)), ("ports", Keyed(Port, "port", "protocol")),
        ("env", Keyed(Struct(("name", Text), ("value", Text)), "name")), ("limits", Map(Scalar)));

    public static TestPlace Schema { get; } = Of("replicas");

    /// <summary>The same kind in a version that calls replicas otherwise.</summary>
    public static TestPlace Of(string replicas) => Struct(
        ("apiVersion", Text), ("kind", Text),
        ("metadata", Struct(("name", Text), ("generation", Number), ("labels", Map(Text)), ("annotations", Map(Text)), ("finalizers", Set(Text)))),
        ("spec", Struct(
            (replicas, Number), ("paused", Truth), ("selector", AtomicStruct(("app", Text), ("tier", Text))), ("nodes", Map(Text, atomic: true)),
            ("containers", Keyed(Container, "name")), ("zones", Set(Text)), ("ranks", Set(Number)), ("strategy", Struct(("type", Text), ("surge", Scalar))),
            ("extra", Unknown), ("blob", new TestPlace { Shape = PlaceShape.Unknown, Atomic = true }))),
        ("status", Struct(("ready", Number), ("conditions", Keyed(Struct(("type", Text), ("status", Text), ("reason", Text)), "type")))));

    public static DraftObject Draft(string json) => DraftObject.Of(Document.Parse(json));
}
