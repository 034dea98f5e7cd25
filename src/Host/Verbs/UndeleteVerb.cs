using System.CommandLine;
using Timonier.Documents;
using Timonier.Host.Verbs.Past;

namespace Timonier.Host.Verbs;

internal static class UndeleteVerb
{
    // What the server gives to an object that it makes.
    private static readonly HashSet<string> Given = ["uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "managedFields", "selfLink"];

    public static Command Create()
    {
        var command = new Command("undelete", "Make an object anew as it was when it was deleted. What was deleted with it comes back by its own name.");
        var target = new Argument<string>("KIND/NAME") { Description = "The object." };
        command.Add(target);
        ApiSession.Run(command, async (session, parsed, cancellation) =>
        {
            var (resource, name) = await session.TargetAsync(parsed.GetValue(target)!, cancellation);
            var changes = await session.ChangesAsync(resource.Path(session.Namespace, name), null, cancellation);
            if (changes is not [.., var last]) throw new IOException($"{resource.Title} \"{name}\" was neither written nor deleted in the history that is kept");
            if (!last.IsDeletion) throw new IOException($"{resource.Title} \"{name}\" is there");
            var made = await session.CreateAsync(resource.Path(session.Namespace), Anew(last.Object), cancellation);
            await Console.Out.WriteLineAsync($"{resource.Title}/{name} is as it was before revision {last.Revision}, now at revision {made.ResourceVersion}");
        });
        return command;
    }

    private static Document Anew(Documents.Node deleted)
    {
        var body = (DraftObject)Draft.From(deleted);
        body.Remove("status");
        body.Object("metadata").RemoveAll(Given);
        return body.ToDocument();
    }
}
