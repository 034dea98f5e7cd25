namespace Timonier.Scheduling.Nodes;

public enum AffinityKind
{
    Required,
    RequiredApart,
    Preferred,
    PreferredApart,
}
