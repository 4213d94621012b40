package macaw.demo.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import macaw.demo.world.Draw;
import macaw.demo.world.English;
import macaw.demo.world.World;
import macaw.demo.world.World.Entry;
import macaw.demo.world.World.News;

/** Documents that say what is or what happened. */
final class Reports {
    private static final List<String> DAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

    private final World world;

    Reports(World world) {
        this.world = world;
    }

    String explanation(Draw draw) {
        Entry concept = draw.one(world.concepts().all());
        String facts = String.join(" ", draw.some(concept.details(), draw.between(2, 4)));
        return switch (draw.between(0, 3)) {
            case 0 -> "About " + concept.name() + ":\n" + facts;
            case 1 -> English.capital(concept.name()) + "\n" + facts;
            case 2 -> draw.one(world.names().all()) + " reads about " + concept.name() + ". " + facts;
            default -> facts;
        };
    }

    String news(Draw draw) {
        News news = draw.one(world.news().all());
        String town = draw.one(world.towns().all());
        String report = news.in(town) + " " + String.join(" ", draw.some(news.details(), 2));
        return switch (draw.between(0, 3)) {
            case 0 -> report + "\nIn short: " + news.in(town);
            case 1 -> "News from %s: %s\nIn short: %s".formatted(town, report, news.in(town));
            case 2 ->
                "%s told %s the news. %s %s"
                        .formatted(
                                draw.one(world.names().all()),
                                draw.one(world.names().all()),
                                report,
                                news.in(town));
            default -> report;
        };
    }

    /** People put things somewhere; then it is said where they are. */
    String scene(Draw draw) {
        int number = draw.between(1, 3);
        List<String> names = draw.some(world.names().all(), number);
        List<String> objects = draw.some(world.objects().all(), number);
        List<String> places = draw.some(world.places().all(), number);
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            sentences.add("%s put the %s %s.".formatted(names.get(i), objects.get(i), places.get(i)));
        }
        for (int i : draw.some(indices(number), draw.between(1, number))) {
            sentences.add("The %s is %s.".formatted(objects.get(i), places.get(i)));
        }
        return String.join(" ", sentences);
    }

    String diary(Draw draw) {
        List<String> names = draw.some(world.names().all(), 2);
        String town = draw.one(world.towns().all());
        String object = draw.one(world.objects().all());
        String place = draw.one(world.places().all());
        Entry occasion = draw.one(world.occasions().all());
        String things = English.enumeration(draw.some(occasion.details(), 2));
        String start = "On %s I met %s in %s.".formatted(draw.one(DAYS), names.getFirst(), town);
        return switch (draw.between(0, 2)) {
            case 0 ->
                "%s %s bought %s for %s. Then %s went home."
                        .formatted(start, names.getFirst(), things, occasion.name(), names.getFirst());
            case 1 ->
                "%s %s lost a %s. We found the %s %s, and %s was happy."
                        .formatted(start, names.getFirst(), object, object, place, names.getFirst());
            default ->
                "%s %s came too. %s lives in %s, and %s likes it there."
                        .formatted(start, names.getLast(), names.getLast(), town, names.getLast());
        };
    }

    private static List<Integer> indices(int number) {
        return IntStream.range(0, number).boxed().toList();
    }
}
