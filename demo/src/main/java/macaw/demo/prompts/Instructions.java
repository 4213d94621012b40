package macaw.demo.prompts;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import macaw.demo.prompts.Instruction.Novelty;
import macaw.demo.prompts.Task.Explaining;
import macaw.demo.prompts.Task.Listing;
import macaw.demo.prompts.Task.Locating;
import macaw.demo.prompts.Task.Noting;
import macaw.demo.prompts.Task.Summarising;
import macaw.demo.world.Draw;
import macaw.demo.world.English;
import macaw.demo.world.Fillings;
import macaw.demo.world.World;
import macaw.demo.world.World.Dish;
import macaw.demo.world.World.Entry;
import macaw.demo.world.World.News;

/** Fills templates from the world. */
public final class Instructions {
    /** Things that make a whole list where the instruction names no number. */
    private static final int USUAL_LENGTH = 4;

    private static final List<String> DAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
    private static final List<String> FILLINGS_WITH_HELD_OUT =
            List.of("{occasion}", "{name}", "{category}", "{concept}", "{topic}", "{news}", "{scene}", "{dish}");

    private final World world;
    private final Set<String> buyable;
    private final Set<String> listable;

    public Instructions(World world) {
        this.world = world;
        this.buyable = world.buyable();
        this.listable = world.listable();
    }

    /** A prompt of that kind whose novelty is as asked. */
    public Instruction draw(Kind kind, Novelty novelty, Draw draw) {
        List<String> templates = switch (novelty) {
            case COMBINATION -> kind.templates();
            case FILLING ->
                kind.templates().stream()
                        .filter(template -> FILLINGS_WITH_HELD_OUT.stream().anyMatch(template::contains))
                        .toList();
            case TEMPLATE -> kind.heldOutTemplates();
        };
        return fill(kind, draw.one(templates), novelty, draw);
    }

    /** A prompt of any kind, template and filling, for the corpus, which shows instructions without answers. */
    public String any(Draw draw) {
        Kind kind = draw.one(Kind.values());
        Novelty novelty = draw.one(Novelty.COMBINATION, Novelty.COMBINATION, Novelty.FILLING, Novelty.TEMPLATE);
        return draw(kind, novelty, draw).text();
    }

    private Instruction fill(Kind kind, String template, Novelty novelty, Draw draw) {
        String name = draw.one(pool(world.names(), novelty));
        int count = draw.between(3, 6);
        String text = template.replace("{name}", name)
                .replace("{day}", draw.one(DAYS))
                .replace("{count}", English.number(count));
        int wanted = template.contains("{count}") ? count : USUAL_LENGTH;
        return switch (kind) {
            case SHOPPING -> {
                Entry occasion = draw.one(pool(world.occasions(), novelty));
                yield of(text, "{occasion}", occasion.name(), kind, list(occasion.details(), wanted), novelty);
            }
            case GROCERIES -> of(text, "", "", kind, new Listing(buyable, wanted), novelty);
            case ANYTHING -> of(text, "", "", kind, new Listing(listable, wanted), novelty);
            case CHORES -> of(text, "", "", kind, list(world.chores(), wanted), novelty);
            case THINGS -> {
                Entry category = draw.one(pool(world.categories(), novelty));
                yield of(text, "{category}", category.name(), kind, list(category.details(), wanted), novelty);
            }
            case EXPLAIN -> {
                Entry concept = draw.one(pool(world.concepts(), novelty));
                yield of(
                        text,
                        "{concept}",
                        concept.name(),
                        kind,
                        new Explaining(concept.name(), concept.details()),
                        novelty);
            }
            case NOTE -> {
                Entry topic = draw.one(pool(world.topics(), novelty));
                yield of(text, "{topic}", topic.name(), kind, new Noting(name, topic.details()), novelty);
            }
            case SUMMARY -> summary(text, novelty, draw);
            case WHERE -> where(text, novelty, draw);
            case INGREDIENTS -> {
                Dish dish = draw.one(pool(world.dishes(), novelty));
                yield of(text, "{dish}", dish.name(), kind, list(dish.ingredients(), wanted), novelty);
            }
        };
    }

    private Instruction summary(String text, Novelty novelty, Draw draw) {
        News news = draw.one(pool(world.news(), novelty));
        String town = draw.one(pool(world.towns(), novelty));
        String report = String.join(
                " ",
                Stream.concat(Stream.of(news.in(town)), draw.some(news.details(), 2).stream())
                        .toList());
        return of(text, "{news}", report, Kind.SUMMARY, new Summarising(news.in(town), town), novelty);
    }

    private Instruction where(String text, Novelty novelty, Draw draw) {
        List<String> objects = draw.some(pool(world.objects(), novelty), 2);
        List<String> places = draw.some(pool(world.places(), novelty), 2);
        List<String> names = draw.some(pool(world.names(), novelty), 2);
        String scene = "%s put the %s %s.".formatted(names.getFirst(), objects.getFirst(), places.getFirst());
        String other = "%s put the %s %s.".formatted(names.getLast(), objects.getLast(), places.getLast());
        String told = draw.one(scene, scene + " " + other, other + " " + scene);
        Task task = new Locating(objects.getFirst(), places.getFirst());
        return of(text.replace("{scene}", told), "{object}", objects.getFirst(), Kind.WHERE, task, novelty);
    }

    private static Listing list(List<String> allowed, int wanted) {
        return new Listing(Set.copyOf(allowed), wanted);
    }

    private static Instruction of(
            String text, String placeholder, String filling, Kind kind, Task task, Novelty novelty) {
        String filled = placeholder.isEmpty() ? text : text.replace(placeholder, filling);
        return new Instruction(English.capital(filled), kind, task, novelty);
    }

    private static <T> List<T> pool(Fillings<T> fillings, Novelty novelty) {
        return novelty == Novelty.FILLING ? fillings.heldOut() : fillings.known();
    }
}
