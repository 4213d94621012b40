package macaw.reward.scoring;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import macaw.chassis.errors.Failures;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.errors.ErrorKind;
import macaw.records.Failure;
import macaw.records.VersionName;
import macaw.records.VersionRef;
import macaw.reward.rewards.Exchange;
import macaw.reward.rewards.RewardCatalogue;
import macaw.reward.rewards.RewardShelf;

/** Scores what somebody asks for directly, item by item. */
public final class RequestScorer {
    /** Most items of a request. */
    public static final int MAX_ITEMS = 256;

    private final RewardCatalogue catalogue;
    private final RewardShelf shelf;

    /** What became of one item. */
    public sealed interface ItemOutcome {
        /** A finite score. */
        record Value(double score) implements ItemOutcome {}

        /** The item cannot be scored; the others can. */
        record Refused(Failure failure) implements ItemOutcome {}
    }

    /** The exact version that scored, and one outcome an item, in order. */
    public record Answer(VersionRef reward, List<ItemOutcome> outcomes) {
        /** Copies its list. */
        public Answer {
            outcomes = List.copyOf(outcomes);
        }
    }

    /** Scores with these models. */
    public RequestScorer(RewardCatalogue catalogue, RewardShelf shelf) {
        this.catalogue = catalogue;
        this.shelf = shelf;
    }

    /**
     * One outcome an item; blocks until all are there. An item that is itself to blame is refused by itself; anything else fails the request:
     * REWARD_UNKNOWN, REQUEST_INVALID (too many items), OVERLOADED, what opening the version throws.
     *
     * @param items each makes its exchange, or throws what is wrong with it
     */
    public Answer score(String reward, List<Supplier<Exchange>> items) {
        if (items.isEmpty() || items.size() > MAX_ITEMS) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID, "items must be 1 to " + MAX_ITEMS + ", were " + items.size());
        }
        VersionRef version = catalogue.resolve(VersionName.parse(reward));
        List<CompletableFuture<ItemOutcome>> outcomes =
                items.stream().map(item -> outcome(version, item)).toList();
        return new Answer(version, outcomes.stream().map(RequestScorer::join).toList());
    }

    private CompletableFuture<ItemOutcome> outcome(VersionRef version, Supplier<Exchange> item) {
        try {
            return shelf.score(version, item.get())
                    .<ItemOutcome>thenApply(ItemOutcome.Value::new)
                    .exceptionally(e -> refused(Failures.codedOrInternal(e)));
        } catch (CodedException e) {
            return CompletableFuture.completedFuture(refused(e));
        }
    }

    private static ItemOutcome refused(CodedException e) {
        boolean ofTheItem = e.code().kind() == ErrorKind.USER || e.code() == ErrorCode.SCORE_NOT_FINITE;
        if (!ofTheItem) {
            throw e;
        }
        return new ItemOutcome.Refused(Failure.of(e));
    }

    private static ItemOutcome join(CompletableFuture<ItemOutcome> outcome) {
        try {
            return outcome.join();
        } catch (RuntimeException e) {
            Optional<CodedException> coded = Failures.coded(e);
            throw coded.isPresent() ? coded.get() : e;
        }
    }
}
