using Timonier.Documents;

namespace Timonier.Api.FlowControl;

/// <summary>What a PriorityLevelConfiguration asks for.</summary>
internal sealed record LevelSpec(string Name, string Uid, bool IsExempt, double Shares, int LendablePercent, int? BorrowingLimitPercent, QueueShape Queues)
{
    public static LevelSpec Of(Document document)
    {
        var exempt = document.Spec["type"u8].TextEquals("Exempt"u8);
        var part = document.Spec[exempt ? "exempt" : "limited"];
        var borrowing = part["borrowingLimitPercent"u8];
        var shares = part["nominalConcurrencyShares"u8];
        var response = part["limitResponse"u8];
        var queuing = response["queuing"u8];
        return new LevelSpec(
            document.Name,
            document.Uid,
            exempt,
            shares.Exists ? shares.AsInt64() : exempt ? 0 : 30,
            (int)part["lendablePercent"u8].AsInt64(),
            borrowing.Exists ? (int)borrowing.AsInt64() : null,
            response["type"u8].TextEquals("Queue"u8)
                ? new QueueShape((int)queuing["queues"u8].AsInt64(), (int)queuing["handSize"u8].AsInt64(), (int)queuing["queueLengthLimit"u8].AsInt64())
                : QueueShape.None);
    }
}
