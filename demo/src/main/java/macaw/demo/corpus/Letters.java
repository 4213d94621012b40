package macaw.demo.corpus;

import java.util.List;
import macaw.demo.world.Draw;
import macaw.demo.world.English;
import macaw.demo.world.World;
import macaw.demo.world.World.Entry;

/** Documents between people; names are copied within each. */
final class Letters {
    private final World world;

    Letters(World world) {
        this.world = world;
    }

    String note(Draw draw) {
        String name = draw.one(world.names().all());
        Entry topic = draw.one(world.topics().all());
        String body = String.join(" ", draw.some(topic.details(), draw.between(2, 3)));
        String greeting = draw.one("Dear ", "Dear ", "Hello ") + name + ",\n";
        return switch (draw.between(0, 4)) {
            case 0 -> "Note to %s about %s:\n%s%s".formatted(name, topic.name(), greeting, body);
            case 1 -> "For %s, about %s\n%s%s".formatted(name, topic.name(), greeting, body);
            case 2 -> "To: %s\nAbout: %s\n%s%s".formatted(name, topic.name(), greeting, body);
            case 3 ->
                "%s wrote to %s about %s. \"%s%s\""
                        .formatted(draw.one(world.names().all()), name, topic.name(), greeting, body);
            default -> greeting + body;
        };
    }

    String letter(Draw draw) {
        List<String> names = draw.some(world.names().all(), 3);
        Entry topic = draw.one(world.topics().all());
        String town = draw.one(world.towns().all());
        String body = String.join(" ", draw.some(topic.details(), 2));
        return "To: %s\nFrom: %s\nDear %s,\ngreetings from %s. %s %s says hello too.\n%s"
                .formatted(names.get(0), names.get(1), names.get(0), town, body, names.get(2), names.get(1));
    }

    /** Who brings what; each name and each thing is named twice. */
    String guests(Draw draw) {
        List<String> names = draw.some(world.names().all(), 3);
        Entry occasion = draw.one(world.occasions().all());
        List<String> things = draw.some(occasion.details(), 3);
        var text = new StringBuilder("%s meet for %s.".formatted(English.enumeration(names), occasion.name()));
        for (int i = 0; i < names.size(); i++) {
            text.append(" %s brings %s.".formatted(names.get(i), things.get(i)));
        }
        if (draw.chance(0.5)) {
            int who = draw.between(0, 2);
            text.append(" Thank you for %s, %s.".formatted(things.get(who), names.get(who)));
        }
        return text.toString();
    }
}
