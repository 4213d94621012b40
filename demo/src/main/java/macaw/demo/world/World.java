package macaw.demo.world;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A small closed world of everyday life. All text of the demonstration is made from it, so whether an answer is right can be
 * looked up. The lists are resource files beside this class.
 *
 * @param occasions with the things one buys for them
 * @param categories with their members
 * @param concepts with the facts known of them
 * @param topics of notes, with the sentences that belong to each
 * @param news what can happen in a town
 * @param dishes with ingredients and steps
 * @param groceries what a shopping list without an occasion holds
 */
public record World(
        Fillings<Entry> occasions,
        Fillings<Entry> categories,
        Fillings<Entry> concepts,
        Fillings<Entry> topics,
        Fillings<News> news,
        Fillings<Dish> dishes,
        Fillings<String> names,
        Fillings<String> towns,
        Fillings<String> objects,
        Fillings<String> places,
        List<String> chores,
        List<String> groceries) {
    private static final Set<String> SOLD_BY_GROCERS =
            Set.of("fruits", "vegetables", "drinks", "herbs", "kinds of sweets", "kinds of fish", "kinds of cheese");
    private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}'-]*");

    /** Something with a name and what is known of it. */
    public record Entry(String name, List<String> details) {
        public Entry {
            details = List.copyOf(details);
        }
    }

    /** An event, a sentence with {@code %s} where the town stands, and its details. */
    public record News(String event, List<String> details) {
        public News {
            details = List.copyOf(details);
        }

        /** The event's sentence in that town. */
        public String in(String town) {
            return event.replace("%s", town) + ".";
        }
    }

    /** A dish, what goes into it and how it is made. */
    public record Dish(String name, List<String> ingredients, List<String> steps) {
        public Dish {
            ingredients = List.copyOf(ingredients);
            steps = List.copyOf(steps);
        }
    }

    /** Reads the world from its resource files. */
    public static World load() {
        return new World(
                Fillings.of(WorldFiles.entries("occasions.txt", ",")),
                Fillings.of(WorldFiles.entries("categories.txt", ",")),
                Fillings.of(WorldFiles.entries("concepts.txt", "\\|")),
                Fillings.of(WorldFiles.entries("topics.txt", "\\|")),
                Fillings.of(WorldFiles.entries("news.txt", "\\|").stream()
                        .map(entry -> new News(entry.name(), entry.details()))
                        .toList()),
                Fillings.of(WorldFiles.dishes("dishes.txt")),
                Fillings.of(WorldFiles.lines("names.txt")),
                Fillings.of(WorldFiles.lines("towns.txt")),
                Fillings.of(WorldFiles.lines("objects.txt")),
                Fillings.of(WorldFiles.lines("places.txt")),
                WorldFiles.lines("chores.txt"),
                WorldFiles.lines("groceries.txt"));
    }

    /** Everything that can stand on a list: things, members, ingredients, groceries, chores. */
    public Set<String> listable() {
        Set<String> items = new LinkedHashSet<>();
        occasions.all().forEach(occasion -> items.addAll(occasion.details()));
        categories.all().forEach(category -> items.addAll(category.details()));
        dishes.all().forEach(dish -> items.addAll(dish.ingredients()));
        items.addAll(groceries);
        items.addAll(chores);
        return Set.copyOf(items);
    }

    /** What can stand on a shopping list: groceries, food, ingredients and all that occasions need. */
    public Set<String> buyable() {
        Set<String> items = new LinkedHashSet<>(groceries);
        categories.all().stream()
                .filter(category -> SOLD_BY_GROCERS.contains(category.name()))
                .forEach(category -> items.addAll(category.details()));
        occasions.all().forEach(occasion -> items.addAll(occasion.details()));
        dishes.all().forEach(dish -> items.addAll(dish.ingredients()));
        return Set.copyOf(items);
    }

    /** Every word of the world, in lower case. */
    public Set<String> words() {
        Set<String> words = new LinkedHashSet<>();
        texts().forEach(text -> words.addAll(wordsOf(text)));
        return Set.copyOf(words);
    }

    /** The words of {@code text}, in lower case and in order. */
    public static List<String> wordsOf(String text) {
        return WORD.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }

    private Stream<String> texts() {
        Stream<String> entries = Stream.of(occasions, categories, concepts, topics)
                .flatMap(list -> list.all().stream())
                .flatMap(entry -> Stream.concat(Stream.of(entry.name()), entry.details().stream()));
        Stream<String> events =
                news.all().stream().flatMap(event -> Stream.concat(Stream.of(event.in("")), event.details().stream()));
        Stream<String> cooking = dishes.all().stream()
                .flatMap(dish -> Stream.of(Stream.of(dish.name()), dish.ingredients().stream(), dish.steps().stream())
                        .flatMap(part -> part));
        Stream<String> single = Stream.of(names.all(), towns.all(), objects.all(), places.all(), chores, groceries)
                .flatMap(List::stream);
        return Stream.of(entries, events, cooking, single).flatMap(part -> part);
    }
}
