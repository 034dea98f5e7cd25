namespace Timonier.Node.Tests.Pods;

/// <summary>Specs of pods for tests, in as few words as they need.</summary>
internal static class PodSpecs
{
    public static string One(string policy = "Always", string more = "", string pod = "") =>
        $$"""{"restartPolicy":"{{policy}}",{{pod}}"terminationGracePeriodSeconds":30,"containers":[{"name":"web","image":"web:1"{{more}}}]}""";

    public static string With(string init, string policy = "Always") =>
        $$"""{"restartPolicy":"{{policy}}","terminationGracePeriodSeconds":30,"initContainers":[{{init}}],"containers":[{"name":"web","image":"web:1"}]}""";

    public static string Exec(string probe, string more = "") => $$""","{{probe}}":{"exec":{"command":["{{probe}}"]},"periodSeconds":10{{more}}}""";
}
