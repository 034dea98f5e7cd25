using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>Rules of events, which both groups store in one form.</summary>
internal static class EventRules
{
    private const int LongestText = 128;
    private const int LongestNote = 1024;

    public static readonly KindRules[] Kinds = [new("", "Event", Core), new("events.k8s.io", "Event", New)];

    private static void Core(Place root)
    {
        Home(root, "involvedObject");
        if (!root.IsUpdate && root["eventTime"].Exists) Reporter(root, root["reportingComponent"]);
    }

    private static void New(Place root)
    {
        Home(root, "regarding");
        if (root.IsUpdate)
        {
            root.Immutable("regarding", "related", "reason", "note", "type", "eventTime", "action", "reportingController", "reportingInstance");
            return;
        }
        if (!root["eventTime"].Exists) root["eventTime"].Required();
        Reporter(root, root["reportingController"]);
        root["type"].Choice("Normal", "Warning");
        if (root["note"].Text.Length > LongestNote) root["note"].Invalid($"can have at most {LongestNote} characters");
        if (root["series"].Exists && root["series"]["count"].Number < 2) root["series"]["count"].InvalidNumber("should be at least 2");
    }

    /// <summary>Events about objects without a namespace live in "default", or in the one of whoever writes them.</summary>
    private static void Home(Place root, string about)
    {
        var home = root["metadata"]["namespace"].Text;
        var target = root[about]["namespace"];
        if (target.Text.Length > 0 ? target.Text != home : home is not ("" or "default" or "kube-system"))
            (target with { Path = "involvedObject.namespace" }).Invalid(target.Text, "does not match event.namespace");
    }

    private static void Reporter(Place root, Place controller)
    {
        var place = controller with { Path = "reportingController" };
        if (controller.Text.Length == 0) place.Required();
        else place.InvalidEach(controller.Text, Names.LabelKey(controller.Text));
        foreach (var name in (string[])["reportingInstance", "action", "reason"])
        {
            if (root[name].Text.Length == 0) root[name].Required();
            else if (root[name].Text.Length > LongestText) root[name].Invalid($"can have at most {LongestText} characters");
        }
    }
}
