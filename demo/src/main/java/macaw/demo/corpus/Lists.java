package macaw.demo.corpus;

import java.util.List;
import macaw.demo.world.Draw;
import macaw.demo.world.English;
import macaw.demo.world.World;
import macaw.demo.world.World.Dish;
import macaw.demo.world.World.Entry;

/** Documents that list things under a heading. */
final class Lists {
    private final World world;

    Lists(World world) {
        this.world = world;
    }

    String shoppingList(Draw draw) {
        Entry occasion = draw.one(world.occasions().all());
        String name = draw.one(world.names().all());
        List<String> things = draw.some(occasion.details(), draw.between(3, 7));
        return switch (draw.between(0, 6)) {
            case 0 -> "Shopping list for " + occasion.name() + ":\n" + English.dashes(things);
            case 1 -> "To buy for " + occasion.name() + ":\n" + English.dashes(things);
            case 2 -> "For " + occasion.name() + " we need:\n" + English.dashes(things);
            case 3 -> English.capital(occasion.name()) + ":\n" + English.dashes(things);
            case 4 ->
                "%s things for %s:\n%s"
                        .formatted(
                                English.capital(English.number(things.size())),
                                occasion.name(),
                                English.dashes(things));
            case 5 ->
                "%s's shopping list for %s:\n%s\n%s buys %s."
                        .formatted(name, occasion.name(), English.dashes(things), name, English.enumeration(things));
            default -> "%s bought %s for %s.".formatted(name, English.enumeration(things), occasion.name());
        };
    }

    String groceries(Draw draw) {
        List<String> things = draw.some(world.groceries(), draw.between(3, 7));
        String name = draw.one(world.names().all());
        return switch (draw.between(0, 3)) {
            case 0, 1 -> "Shopping list:\n" + English.dashes(things);
            case 2 -> name + "'s shopping list:\n" + English.dashes(things);
            default -> "%s went shopping and bought %s.".formatted(name, English.enumeration(things));
        };
    }

    String members(Draw draw) {
        Entry category = draw.one(world.categories().all());
        List<String> members = draw.some(category.details(), draw.between(3, 6));
        return switch (draw.between(0, 4)) {
            case 0 -> English.capital(category.name()) + ":\n" + English.dashes(members);
            case 1 -> "Some " + category.name() + ":\n" + English.dashes(members);
            case 2, 3 ->
                "%s %s:\n%s"
                        .formatted(
                                English.capital(English.number(members.size())),
                                category.name(),
                                English.dashes(members));
            default -> "%s are %s.".formatted(English.capital(English.enumeration(members)), category.name());
        };
    }

    /** A list that is copied in part: what was packed, what is missing. */
    String packing(Draw draw) {
        String name = draw.one(world.names().all());
        List<String> things = draw.some(
                draw.chance(0.5)
                        ? world.groceries()
                        : draw.one(world.occasions().all()).details(),
                draw.between(4, 6));
        int packed = draw.between(2, things.size() - 1);
        return "%s's bag: %s.\nPacked:\n%s\nMissing:\n%s"
                .formatted(
                        name,
                        English.enumeration(things),
                        English.dashes(things.subList(0, packed)),
                        English.dashes(things.subList(packed, things.size())));
    }

    String recipe(Draw draw) {
        Dish dish = draw.one(world.dishes().all());
        List<String> ingredients =
                draw.some(dish.ingredients(), dish.ingredients().size());
        String steps = String.join(" ", dish.steps());
        return switch (draw.between(0, 3)) {
            case 0 -> "Recipe for %s:\n%s\n%s".formatted(dish.name(), English.dashes(ingredients), steps);
            case 1 -> "Ingredients of %s:\n%s".formatted(dish.name(), English.dashes(ingredients));
            case 2 ->
                "For %s %s takes %s. %s"
                        .formatted(dish.name(), draw.one(world.names().all()), English.enumeration(ingredients), steps);
            default -> "%s:\n%s\n%s".formatted(English.capital(dish.name()), English.dashes(ingredients), steps);
        };
    }
}
