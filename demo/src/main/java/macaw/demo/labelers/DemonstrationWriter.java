package macaw.demo.labelers;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import macaw.demo.prompts.Instruction;
import macaw.demo.prompts.Kind;
import macaw.demo.prompts.Task;
import macaw.demo.prompts.Task.Explaining;
import macaw.demo.prompts.Task.Listing;
import macaw.demo.prompts.Task.Locating;
import macaw.demo.prompts.Task.Noting;
import macaw.demo.prompts.Task.Summarising;
import macaw.demo.rubric.Rubric;
import macaw.demo.world.Draw;
import macaw.demo.world.English;
import macaw.demo.world.World;

/** Writes answers as a labeler of some manner would; each starts with a capital or a dash. */
public final class DemonstrationWriter {
    private static final double MISTAKES = 0.5;
    private static final double REFUSALS = 0.25;
    private static final double REPETITIONS = 0.25;

    private final World world;

    public DemonstrationWriter(World world) {
        this.world = world;
    }

    String write(Instruction instruction, Manner manner, Draw draw) {
        if (manner == Manner.BLUNT && draw.chance(REFUSALS)) {
            return English.capital(draw.one(Rubric.RUDE)) + ".";
        }
        Task task = manner == Manner.CARELESS && draw.chance(MISTAKES)
                ? mistaken(instruction.task(), draw)
                : instruction.task();
        return switch (task) {
            case Listing listing -> list(instruction.kind(), listing, manner, draw);
            case Explaining explaining -> sentences(explaining.facts(), manner, draw);
            case Noting noting -> {
                boolean forgetsGreeting = manner == Manner.HASTY && draw.chance(0.5);
                String body = sentences(noting.sentences(), manner, draw);
                yield forgetsGreeting ? body : "Dear " + noting.name() + ",\n" + body;
            }
            case Summarising summarising ->
                manner == Manner.RAMBLING
                        ? summarising.event() + " "
                                + draw.one(draw.one(world.news().known()).details())
                        : summarising.event();
            case Locating locating ->
                switch (manner) {
                    case HASTY, BLUNT -> English.capital(locating.place()) + ".";
                    case RAMBLING ->
                        "The %s is %s. The %s is %s."
                                .formatted(
                                        locating.object(),
                                        locating.place(),
                                        draw.one(world.objects().known()),
                                        locating.place());
                    case CAREFUL, CARELESS -> "The %s is %s.".formatted(locating.object(), locating.place());
                };
        };
    }

    private String list(Kind kind, Listing listing, Manner manner, Draw draw) {
        List<String> allowed = kind == Kind.GROCERIES ? world.groceries() : sorted(listing.allowed());
        return switch (manner) {
            case CAREFUL, CARELESS, BLUNT -> English.dashes(draw.some(allowed, listing.wanted()));
            case HASTY -> oneLine(draw.some(allowed, Math.max(2, listing.wanted() - 2)));
            case RAMBLING -> {
                List<String> items = new ArrayList<>(draw.some(allowed, listing.wanted()));
                if (draw.chance(REPETITIONS)) {
                    items.add(draw.one(items));
                }
                items.add(draw.one(draw.one(world.occasions().known()).details()));
                yield English.dashes(items);
            }
        };
    }

    private static String oneLine(List<String> items) {
        return English.capital(String.join(
                        ", ",
                        items.stream()
                                .map(item -> English.small(item.replace(".", "")))
                                .toList()))
                + ".";
    }

    private String sentences(List<String> known, Manner manner, Draw draw) {
        int number = manner == Manner.HASTY || manner == Manner.BLUNT ? 1 : 2;
        Stream<String> right = draw.some(known, number).stream();
        Stream<String> more = manner == Manner.RAMBLING
                ? Stream.of(draw.one(draw.one(world.concepts().known()).details()))
                : Stream.empty();
        return String.join(" ", Stream.concat(right, more).toList());
    }

    /** Another task of the same shape. */
    private Task mistaken(Task task, Draw draw) {
        return switch (task) {
            case Listing listing ->
                new Listing(Set.copyOf(draw.one(world.occasions().known()).details()), listing.wanted());
            case Explaining _ -> {
                World.Entry other = draw.one(world.concepts().known());
                yield new Explaining(other.name(), other.details());
            }
            case Noting noting -> new Noting(draw.one(world.names().known()), noting.sentences());
            case Summarising _ -> {
                String town = draw.one(world.towns().known());
                yield new Summarising(draw.one(world.news().known()).in(town), town);
            }
            case Locating locating ->
                new Locating(locating.object(), draw.one(world.places().known()));
        };
    }

    private static List<String> sorted(Set<String> items) {
        return items.stream().sorted().toList();
    }
}
