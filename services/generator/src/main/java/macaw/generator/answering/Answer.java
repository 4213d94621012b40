package macaw.generator.answering;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import macaw.errors.CodedException;
import macaw.generator.policies.LoadedPolicy;
import macaw.generator.policies.PolicyLease;
import macaw.generator.sampling.Drawn;
import macaw.generator.sampling.StopStrings;
import macaw.generator.scheduling.Sequence;
import macaw.generator.scheduling.SequenceListener;
import macaw.languagemodel.StreamingDecoder;
import macaw.records.FinishReason;
import macaw.records.VersionRef;

/**
 * The samples of one question as they are written, interleaved. One thread reads it; closing it early cancels what is not finished and,
 * in any case, lets go of the policy when the engine has.
 */
public final class Answer implements AutoCloseable {
    private final VersionRef policy;
    private final int promptTokens;
    private final long seed;
    private final PolicyLease lease;
    private final Consumer<Sequence> cancel;
    private final Runnable firstToken;
    private final List<Sequence> sequences = new ArrayList<>();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    private int unfinished; // read and written by the reader
    private int writing; // guarded by this

    private sealed interface Event {
        record Written(Piece piece) implements Event {}

        record Failed(CodedException failure) implements Event {}
    }

    /**
     * @param cancel ends a sequence
     * @param firstToken told of each sample's first token
     */
    Answer(PolicyLease lease, int promptTokens, long seed, Consumer<Sequence> cancel, Runnable firstToken) {
        this.policy = lease.policy().version();
        this.promptTokens = promptTokens;
        this.seed = seed;
        this.lease = lease;
        this.cancel = cancel;
        this.firstToken = firstToken;
    }

    /** The one version that writes all samples. */
    public VersionRef policy() {
        return policy;
    }

    public int promptTokens() {
        return promptTokens;
    }

    /** Given with the same question to the same version, it makes the same answer. */
    public long seed() {
        return seed;
    }

    /** The next piece of any sample, as soon as there is one; empty when all have ended. Throws what made a sample fail. */
    public Optional<Piece> next() throws InterruptedException {
        if (unfinished == 0) {
            return Optional.empty();
        }
        return switch (events.take()) {
            case Event.Written(Piece piece) -> {
                unfinished -= piece.end().isPresent() ? 1 : 0;
                yield Optional.of(piece);
            }
            case Event.Failed(CodedException failure) -> throw failure;
        };
    }

    @Override
    public void close() {
        sequences.forEach(cancel);
    }

    /** The listener of sample {@code index}; every one made has to be submitted or told that it failed. */
    SequenceListener sample(int index, LoadedPolicy loaded, List<String> stop) {
        unfinished++;
        synchronized (this) {
            writing++;
        }
        StreamingDecoder decoder = loaded.tokenizer().streaming();
        var stops = new StopStrings(stop);
        return new SequenceListener() {
            private int tokens;

            @Override
            public boolean drawn(Drawn drawn) {
                tokens++;
                if (tokens == 1) {
                    firstToken.run();
                }
                String text = stops.pass(decoder.accept(drawn.token()));
                events.add(new Event.Written(new Piece(index, Optional.of(drawn), tokens, text, Optional.empty())));
                return stops.met();
            }

            @Override
            public void finished(FinishReason reason) {
                String text = stops.pass(decoder.finish()) + stops.rest();
                events.add(new Event.Written(new Piece(index, Optional.empty(), tokens, text, Optional.of(reason))));
                ended();
            }

            @Override
            public void failed(CodedException failure) {
                events.add(new Event.Failed(failure));
                ended();
            }
        };
    }

    void submitted(Sequence sequence) {
        sequences.add(sequence);
    }

    private synchronized void ended() {
        writing--;
        if (writing == 0) {
            lease.close();
        }
    }
}
