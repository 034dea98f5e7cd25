namespace Timonier.Api.FlowControl;

/// <summary>The queues of a level; none at all: who finds no seat is refused.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct QueueShape(int Queues, int HandSize, int LengthLimit)
{
    public static QueueShape None { get; } = new(0, 0, 0);
}
