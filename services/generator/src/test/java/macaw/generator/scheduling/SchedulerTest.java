package macaw.generator.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.sampling.Drawn;
import macaw.onnx.Chunk;
import macaw.records.FinishReason;
import macaw.records.Sampling;
import macaw.records.VersionRef;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    private static final int EOS = 2;
    private static final VersionRef BASE = version("base");
    private static final VersionRef TUNED = version("tuned");

    private final Scheduler scheduler = new Scheduler(new Limits(4, 1, 3, 5));

    @Test
    void aSequenceGoesThroughItsPromptAndThenWritesUntilItsEndToken() {
        Sequence sequence = person(BASE, 9, 10);
        scheduler.submit(sequence);
        assertThat(scheduler.next()).isEqualTo(new Step.Prefill(sequence, new Chunk(0, 4, false)));
        assertThat(scheduler.next()).isEqualTo(new Step.Prefill(sequence, new Chunk(4, 9, true)));
        assertThat(draw(sequence, 17)).isEmpty();
        Step.Advance first = (Step.Advance) scheduler.next();
        assertThat(first.tokens()).containsExactly(17);
        assertThat(first.positions()).containsExactly(9);
        assertThat(draw(sequence, 18)).isEmpty();
        assertThat(((Step.Advance) scheduler.next()).positions()).containsExactly(10);
        assertThat(draw(sequence, EOS)).contains(FinishReason.EOS);
        assertThat(scheduler.next()).isInstanceOf(Step.Idle.class);
    }

    @Test
    void anAnswerEndsAtItsLimitAndAtTheEndOfTheContext() {
        Sequence limited = person(BASE, 3, 1);
        scheduler.submit(limited);
        scheduler.next();
        assertThat(draw(limited, 5)).contains(FinishReason.LENGTH);
        Sequence full = person(BASE, 62, 100);
        scheduler.submit(full);
        while (!(scheduler.next() instanceof Step.Prefill prefill
                && prefill.chunk().last())) {}
        assertThat(draw(full, 5)).isEmpty();
        scheduler.next();
        assertThat(draw(full, 5)).contains(FinishReason.LENGTH);
    }

    @Test
    void peopleGetTheirSlotsBeforeRolloutsThatCameEarlier() {
        Sequence rollout = rollout("a", BASE);
        Sequence person = person(BASE, 3, 5);
        scheduler.submit(rollout);
        scheduler.submit(person);
        assertThat(((Step.Prefill) scheduler.next()).sequence()).isSameAs(person);
    }

    @Test
    void rolloutsLeaveASlotFreeForPeople() {
        for (int i = 0; i < 5; i++) {
            scheduler.submit(rollout("a", BASE));
        }
        fillSlots();
        assertThat(scheduler.running()).isEqualTo(3);
        Sequence person = person(BASE, 3, 5);
        scheduler.submit(person);
        assertThat(((Step.Prefill) scheduler.next()).sequence()).isSameAs(person);
    }

    @Test
    void runsTakeTurns() {
        List<Sequence> a = List.of(rollout("a", BASE), rollout("a", BASE), rollout("a", BASE));
        Sequence b = rollout("b", BASE);
        a.forEach(scheduler::submit);
        scheduler.submit(b);
        assertThat(fillSlots()).containsExactly(a.get(0), b, a.get(1));
    }

    @Test
    void policiesTakeTurns() {
        scheduler.submit(rollout("a", BASE));
        scheduler.submit(rollout("b", TUNED));
        fillSlots();
        List<VersionRef> turns = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Step.Advance step = (Step.Advance) scheduler.next();
            turns.add(step.policy());
            step.sequences().forEach(sequence -> draw(sequence, 5));
        }
        assertThat(turns.subList(0, 2)).containsExactlyInAnyOrder(BASE, TUNED);
        assertThat(turns.subList(2, 4)).isEqualTo(turns.subList(0, 2));
    }

    @Test
    void whileAPersonIsBeingAnsweredOneChunkAtMostGoesBetweenTwoTokens() {
        Sequence person = person(BASE, 3, 50);
        scheduler.submit(person);
        fillSlots();
        Sequence longPrompt = rollout("a", BASE, 40);
        scheduler.submit(longPrompt);
        for (int i = 0; i < 5; i++) {
            assertThat(scheduler.next()).isInstanceOf(Step.Prefill.class);
            Step.Advance step = (Step.Advance) scheduler.next();
            assertThat(step.sequences()).containsExactly(person);
            draw(person, 5);
        }
    }

    @Test
    void aSlotWhosePromptIsStillComputedTakesPartWhereItsNextChunkBegins() {
        Sequence longPrompt = rollout("a", BASE, 12);
        scheduler.submit(longPrompt);
        assertThat(scheduler.next()).isEqualTo(new Step.Prefill(longPrompt, new Chunk(0, 4, false)));
        Sequence person = person(BASE, 3, 50);
        scheduler.submit(person);
        assertThat(scheduler.next()).isEqualTo(new Step.Prefill(person, new Chunk(0, 3, true)));
        draw(person, 7);
        Step.Advance step = (Step.Advance) scheduler.next();
        assertThat(step.sequences()).containsExactly(person);
        assertThat(step.tokens()).containsExactly(0, 7);
        assertThat(step.positions()).containsExactly(4, 3);
    }

    @Test
    void aFullQueueIsRefusedAndStaysAsItWas() {
        for (int i = 0; i < 3; i++) {
            scheduler.submit(person(BASE, 3, 5));
        }
        assertThatThrownBy(() -> scheduler.submit(person(BASE, 3, 5)))
                .isInstanceOfSatisfying(CodedException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED);
                });
        assertThat(scheduler.waiting()).isEqualTo(3);
        scheduler.submit(rollout("a", BASE));
        assertThat(scheduler.waiting()).isEqualTo(4);
    }

    @Test
    void aSequenceCanBeTakenOutWhereverItIs() {
        Sequence running = person(BASE, 9, 5);
        Sequence queued = rollout("a", BASE);
        scheduler.submit(running);
        scheduler.next();
        scheduler.submit(queued);
        assertThat(scheduler.remove(running)).isTrue();
        assertThat(scheduler.remove(running)).isFalse();
        assertThat(scheduler.remove(queued)).isTrue();
        assertThat(scheduler.next()).isInstanceOf(Step.Idle.class);
        assertThat(scheduler.all()).isEmpty();
    }

    @Test
    void promptsThatCannotBeAnsweredAreRefused() {
        assertThatThrownBy(() -> person(BASE, 0, 5)).hasMessageContaining("at least one token");
        assertThatThrownBy(() -> person(BASE, 64, 5))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROMPT_TOO_LONG));
        assertThatThrownBy(() -> sequence(BASE, new Audience.Person(), new int[] {100}, 5))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOKEN_OUT_OF_VOCABULARY));
    }

    @Test
    void whateverComesInWhicheverOrderEveryoneIsServedAndNoSlotIsHeldTwice() {
        var random = new Random(11);
        var busy = new Scheduler(new Limits(5, 2, 1000, 1000));
        List<Sequence> submitted = new ArrayList<>();
        Map<Sequence, Integer> ended = new HashMap<>();
        for (int step = 0; step < 20_000 && (step < 400 || ended.size() < submitted.size()); step++) {
            if (step < 400 && random.nextInt(2) == 0) {
                VersionRef policy = random.nextBoolean() ? BASE : TUNED;
                Sequence sequence = random.nextInt(3) == 0
                        ? person(policy, 1 + random.nextInt(30), 1 + random.nextInt(9))
                        : rollout("run" + random.nextInt(3), policy, 1 + random.nextInt(30));
                busy.submit(sequence);
                submitted.add(sequence);
            }
            switch (busy.next()) {
                case Step.Prefill(Sequence sequence, Chunk chunk) -> {
                    if (chunk.last()) {
                        note(busy, sequence, random, ended);
                    }
                }
                case Step.Advance advance -> {
                    assertThat(advance.sequences().stream().map(Sequence::slot)).doesNotHaveDuplicates();
                    assertThat(advance.sequences()).allMatch(s -> s.policy().equals(advance.policy()));
                    advance.sequences().forEach(sequence -> note(busy, sequence, random, ended));
                }
                case Step.Idle() -> {}
            }
        }
        assertThat(ended.keySet()).containsExactlyInAnyOrderElementsOf(submitted);
        assertThat(busy.running() + busy.waiting()).isZero();
    }

    private static void note(Scheduler scheduler, Sequence sequence, Random random, Map<Sequence, Integer> ended) {
        scheduler
                .drew(sequence, new Drawn(random.nextInt(40), -1))
                .ifPresent(end -> ended.merge(sequence, 1, Integer::sum));
    }

    /** Computes prompts until none is left; the order in which they began. */
    private List<Sequence> fillSlots() {
        List<Sequence> order = new ArrayList<>();
        while (scheduler.next() instanceof Step.Prefill(Sequence sequence, Chunk chunk)) {
            if (chunk.start() == 0) {
                order.add(sequence);
            }
            if (chunk.last()) {
                draw(sequence, 5);
            }
        }
        return order;
    }

    private Optional<FinishReason> draw(Sequence sequence, int token) {
        return scheduler.drew(sequence, new Drawn(token, -1));
    }

    private static Sequence person(VersionRef policy, int promptTokens, int maxTokens) {
        return sequence(policy, new Audience.Person(), new int[promptTokens], maxTokens);
    }

    private static Sequence rollout(String run, VersionRef policy) {
        return rollout(run, policy, 3);
    }

    private static Sequence rollout(String run, VersionRef policy, int promptTokens) {
        return sequence(policy, new Audience.Run(run), new int[promptTokens], 20);
    }

    private static Sequence sequence(VersionRef policy, Audience audience, int[] prompt, int maxTokens) {
        return new Sequence(
                policy,
                new Sequence.Writing(64, 100, 4, Set.of(EOS)),
                audience,
                prompt,
                new Choice.Sampled(Sampling.plain(1, maxTokens), 1),
                new Ignoring());
    }

    private static VersionRef version(String name) {
        return new VersionRef("default", name, 1, "0".repeat(64));
    }

    private static final class Ignoring implements SequenceListener {
        @Override
        public boolean drawn(Drawn drawn) {
            return false;
        }

        @Override
        public void finished(FinishReason reason) {}

        @Override
        public void failed(CodedException failure) {}
    }
}
