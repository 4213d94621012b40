package macaw.generator.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.sampling.Drawn;
import macaw.generator.sampling.Sampler;
import macaw.generator.scheduling.Scheduler;
import macaw.generator.scheduling.Sequence;
import macaw.generator.scheduling.Step;
import macaw.onnx.Decoder;
import macaw.records.VersionRef;

/**
 * Runs the decoders on one named platform thread, because native calls pin whoever makes them. Everyone else submits, and is told through
 * the sequence's listener. Thread-safe.
 */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Engine.class.getName());

    private final Scheduler scheduler;
    private final Function<VersionRef, Decoder> decoders;
    private final GenerationMeter meter;
    private final Sampler sampler = new Sampler();
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final List<Sequence> cancelled = new ArrayList<>();
    private boolean closing;

    private float[] logits = new float[0]; // [V]

    /**
     * A running engine.
     *
     * @param decoders the decoder of a policy, which stays open while a sequence of it is here
     */
    public Engine(Scheduler scheduler, Function<VersionRef, Decoder> decoders, GenerationMeter meter) {
        this.scheduler = scheduler;
        this.decoders = decoders;
        this.meter = meter;
        this.thread = Thread.ofPlatform().name("engine").start(this::run);
    }

    /** Takes a sequence in. Errors: OVERLOADED, DRAINING; the listener is not told then. */
    public void submit(Sequence sequence) {
        lock.lock();
        try {
            if (closing) {
                throw new CodedException(ErrorCode.DRAINING, "the generator is shutting down");
            }
            scheduler.submit(sequence);
            work.signal();
        } catch (CodedException e) {
            if (e.code() == ErrorCode.OVERLOADED) {
                meter.overloaded();
            }
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a sequence that nobody waits for any more; its listener is told REQUEST_CANCELLED, unless it has ended before. */
    public void cancel(Sequence sequence) {
        lock.lock();
        try {
            cancelled.add(sequence);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Sequences that wait for a slot. */
    public int waiting() {
        lock.lock();
        try {
            return scheduler.waiting();
        } finally {
            lock.unlock();
        }
    }

    /** Sequences that are being computed. */
    public int running() {
        lock.lock();
        try {
            return scheduler.running();
        } finally {
            lock.unlock();
        }
    }

    /** Fails what is not finished with DRAINING and ends the thread. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the thread runs; without it nobody is answered. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        try {
            for (Step step = next(); !(step instanceof Step.Idle); step = next()) {
                meter.stepBegins();
                compute(step);
                meter.stepEnds();
            }
        } finally {
            // also after an error that ends the thread: whoever waits is told, and nobody else begins to
            lock.lock();
            try {
                closing = true;
                fail(scheduler.all(), new CodedException(ErrorCode.DRAINING, "the generator is shutting down"));
            } finally {
                lock.unlock();
            }
        }
    }

    /** What to compute next, once there is something; idle only when the engine is closing. */
    private Step next() {
        lock.lock();
        try {
            while (!closing) {
                // a listener that is told of it may cancel another
                List<Sequence> given = List.copyOf(cancelled);
                cancelled.clear();
                fail(given, new CodedException(ErrorCode.REQUEST_CANCELLED, "nobody waits for this answer any more"));
                Step step = scheduler.next();
                if (!(step instanceof Step.Idle)) {
                    return step;
                }
                work.awaitUninterruptibly();
            }
            return new Step.Idle();
        } finally {
            lock.unlock();
        }
    }

    /** A computation that fails takes its sequences with it and nothing else. */
    private void compute(Step step) {
        try {
            switch (step) {
                case Step.Prefill prefill -> prefill(prefill);
                case Step.Copy copy -> copy(copy);
                case Step.Advance advance -> advance(advance);
                case Step.Idle() -> throw new IllegalStateException("the loop ends with idle");
            }
        } catch (RuntimeException e) {
            failTogether(sequences(step), coded(e));
        }
    }

    private static List<Sequence> sequences(Step step) {
        return switch (step) {
            case Step.Prefill(VersionRef policy, List<Step.Part> parts) -> {
                List<Sequence> all = new ArrayList<>();
                for (Step.Part part : parts) {
                    all.add(part.sequence());
                    all.addAll(part.sharers());
                }
                yield all;
            }
            case Step.Copy(Sequence from, List<Sequence> sharers) -> sharers;
            case Step.Advance advance -> advance.sequences();
            case Step.Idle() -> List.of();
        };
    }

    private static CodedException coded(RuntimeException e) {
        if (e instanceof CodedException coded) {
            return coded;
        }
        LOG.log(Level.SEVERE, "A step of the engine failed", e);
        return new CodedException(ErrorCode.INTERNAL, "a step of the engine failed", e);
    }

    private void prefill(Step.Prefill step) {
        Decoder decoder = decoders.apply(step.policy());
        List<Decoder.PromptChunk> chunks = new ArrayList<>();
        for (Step.Part part : step.parts()) {
            Sequence sequence = part.sequence();
            if (part.chunk().start() == 0) {
                sequence.listener().begun();
            }
            chunks.add(new Decoder.PromptChunk(sequence.slot(), sequence.prompt(), part.chunk()));
        }
        decoder.prefill(chunks);
        List<Sequence> whole = new ArrayList<>();
        for (Step.Part part : step.parts()) {
            meter.promptComputed(part.chunk().tokens());
            if (part.chunk().last()) {
                copy(decoder, part.sequence(), part.sharers());
                whole.add(part.sequence());
                whole.addAll(part.sharers());
            }
        }
        // after the copies: a first token may be the last, and free the slot
        draw(decoder, whole);
    }

    private void copy(Step.Copy step) {
        Decoder decoder = decoders.apply(step.from().policy());
        copy(decoder, step.from(), step.sharers());
        draw(decoder, step.sharers());
    }

    private void copy(Decoder decoder, Sequence from, List<Sequence> sharers) {
        for (Sequence sharer : sharers) {
            sharer.listener().begun();
            decoder.copyPrompt(from.slot(), sharer.slot(), sharer.promptTokens());
            meter.promptCopied(sharer.promptTokens());
        }
    }

    private void advance(Step.Advance step) {
        Decoder decoder = decoders.apply(step.policy());
        decoder.advance(step.tokens().length, step.tokens(), step.positions());
        draw(decoder, step.sequences());
    }

    /** The next token of each, all of one policy. */
    private void draw(Decoder decoder, List<Sequence> sequences) {
        if (logits.length != decoder.vocabularySize()) {
            logits = new float[decoder.vocabularySize()];
        }
        for (Sequence sequence : sequences) {
            try {
                decoder.logits(sequence.slot(), logits);
                drew(sequence, sequence.choose(sampler, logits));
            } catch (RuntimeException e) {
                failTogether(List.of(sequence), coded(e));
            }
        }
        if (!sequences.isEmpty()) {
            meter.written(sequences.getFirst().policy(), sequences.size());
        }
    }

    private void drew(Sequence sequence, Drawn drawn) {
        lock.lock();
        try {
            scheduler
                    .drew(sequence, drawn)
                    .ifPresent(reason -> sequence.listener().finished(reason));
        } finally {
            lock.unlock();
        }
    }

    private void failTogether(List<Sequence> sequences, CodedException failure) {
        lock.lock();
        try {
            fail(sequences, failure);
        } finally {
            lock.unlock();
        }
    }

    private void fail(List<Sequence> sequences, CodedException failure) {
        for (Sequence sequence : sequences) {
            if (scheduler.remove(sequence)) {
                sequence.listener().failed(failure);
            }
        }
    }
}
