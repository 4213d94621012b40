package macaw.demo.prompts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import macaw.demo.prompts.Instruction.Novelty;
import macaw.demo.world.Draw;

/**
 * Five sets of prompts that have no prompt in common, whatever their seeds: which set a known combination belongs to is fixed by
 * a hash of its text, and held-out prompts have a filling or a template that no other set has.
 *
 * @param demonstrations answered by labelers for SFT
 * @param comparisons whose outputs labelers rank
 * @param ppo that rollouts start from
 * @param tuning on which settings were chosen
 * @param heldOut on which results are reported, and nothing was chosen
 */
public record PromptSets(
        List<Instruction> demonstrations,
        List<Instruction> comparisons,
        List<Instruction> ppo,
        List<Instruction> tuning,
        List<Instruction> heldOut) {
    /** The prompt that the demonstration is named after; in every held-out set. */
    public static final String FLAGSHIP = "Write a shopping list";

    private static final int MOST_TRIES_EACH = 2_000;
    private static final int TRIES_FOR_A_NEW_ONE = 200;

    public PromptSets {
        demonstrations = List.copyOf(demonstrations);
        comparisons = List.copyOf(comparisons);
        ppo = List.copyOf(ppo);
        tuning = List.copyOf(tuning);
        heldOut = List.copyOf(heldOut);
    }

    /** How many prompts of each set. */
    public record Sizes(int demonstrations, int comparisons, int ppo, int tuning, int heldOut) {}

    /** Hundredths of all known combinations that belong to each set. */
    private enum Share {
        DEMONSTRATIONS(0, 35),
        COMPARISONS(35, 65),
        PPO(65, 90),
        TUNING(90, 100);

        private final int from;
        private final int to;

        Share(int from, int to) {
            this.from = from;
            this.to = to;
        }

        boolean has(Instruction instruction) {
            int hundredth = Math.floorMod(instruction.text().hashCode() * 0x9E3779B1, 1_000_003) % 100;
            return from <= hundredth && hundredth < to;
        }
    }

    /** Draws the sets; half of the held-out prompts have an unseen filling, half an unseen template. */
    public static PromptSets draw(Instructions instructions, long seed, Sizes sizes) {
        List<Instruction> heldOut = new ArrayList<>();
        heldOut.addAll(heldOut(instructions, seed, Novelty.FILLING, sizes.heldOut() / 2));
        heldOut.addAll(heldOut(instructions, seed, Novelty.TEMPLATE, sizes.heldOut() - sizes.heldOut() / 2));
        return new PromptSets(
                known(instructions, seed, Share.DEMONSTRATIONS, sizes.demonstrations()),
                known(instructions, seed, Share.COMPARISONS, sizes.comparisons()),
                known(instructions, seed, Share.PPO, sizes.ppo()),
                known(instructions, seed, Share.TUNING, sizes.tuning()),
                heldOut);
    }

    private static List<Instruction> known(Instructions instructions, long seed, Share share, int size) {
        var chosen = new Chosen(size);
        for (long index = 0; chosen.wantsMore(index); index++) {
            Draw draw = Draw.of(seed, "prompts." + share.name(), index);
            Instruction instruction = instructions.draw(kind(draw), Novelty.COMBINATION, draw);
            if (share.has(instruction)) {
                chosen.add(instruction);
            }
        }
        return chosen.instructions;
    }

    /**
     * Prompts for another round of comparisons, in the proportions of the first: ones that no earlier round had, but for kinds of
     * which the world has no more.
     *
     * @param round from 2
     * @param earlier the prompts of all rounds before
     */
    public static List<Instruction> moreComparisons(
            Instructions instructions, long seed, int round, int size, Collection<Instruction> earlier) {
        Set<String> seen = earlier.stream().map(Instruction::text).collect(Collectors.toSet());
        var chosen = new Chosen(size);
        for (long index = 0; chosen.wantsMore(index); index++) {
            Draw draw = Draw.of(seed, "prompts.%s.%d".formatted(Share.COMPARISONS, round), index);
            Kind kind = kind(draw);
            List<Instruction> candidates = Stream.generate(() -> instructions.draw(kind, Novelty.COMBINATION, draw))
                    .limit(TRIES_FOR_A_NEW_ONE)
                    .filter(Share.COMPARISONS::has)
                    .toList();
            candidates.stream()
                    .filter(candidate -> !seen.contains(candidate.text()) && !chosen.has(candidate))
                    .findFirst()
                    .or(() -> candidates.stream().findFirst())
                    .ifPresent(chosen::add);
        }
        return chosen.instructions;
    }

    private static List<Instruction> heldOut(Instructions instructions, long seed, Novelty novelty, int size) {
        var chosen = new Chosen(size);
        for (long index = 0; chosen.wantsMore(index); index++) {
            Draw draw = Draw.of(seed, "prompts.held-out." + novelty.name(), index);
            Kind kind = kind(draw);
            if (index == 0 && novelty == Novelty.TEMPLATE) {
                chosen.add(flagship(instructions));
            } else {
                chosen.add(instructions.draw(kind, novelty, draw));
            }
        }
        return chosen.instructions;
    }

    /** The prompt that the demonstration is named after, with what it asks for. */
    public static Instruction flagship(Instructions instructions) {
        Task task = instructions
                .draw(Kind.GROCERIES, Novelty.TEMPLATE, Draw.of(0, "flagship", 0))
                .task();
        return new Instruction(FLAGSHIP, Kind.GROCERIES, task, Novelty.TEMPLATE);
    }

    /** A prompt like it that belongs to the tuning set; the same whatever the seed. */
    public static Instruction tuningFlagship(Instructions instructions) {
        return LongStream.range(0, MOST_TRIES_EACH)
                .mapToObj(index ->
                        instructions.draw(Kind.GROCERIES, Novelty.COMBINATION, Draw.of(0, "tuning-flagship", index)))
                .filter(Share.TUNING::has)
                .findFirst()
                .orElseThrow();
    }

    private static Kind kind(Draw draw) {
        return Kind.values()[
                draw.weighted(
                        Arrays.stream(Kind.values()).mapToDouble(Kind::weight).toArray())];
    }

    /** Instructions with different texts, up to a number. */
    private static final class Chosen {
        private final int size;
        private final Set<String> texts = new HashSet<>();
        private final List<Instruction> instructions = new ArrayList<>();

        private Chosen(int size) {
            this.size = size;
        }

        private boolean wantsMore(long tries) {
            if (tries > (long) size * MOST_TRIES_EACH) {
                throw new IllegalArgumentException(
                        "the world has not " + size + " different prompts, only " + instructions.size());
            }
            return instructions.size() < size;
        }

        private boolean has(Instruction instruction) {
            return texts.contains(instruction.text());
        }

        private void add(Instruction instruction) {
            if (texts.add(instruction.text())) {
                instructions.add(instruction);
            }
        }
    }
}
