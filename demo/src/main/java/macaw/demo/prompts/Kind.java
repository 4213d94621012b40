package macaw.demo.prompts;

import java.util.List;

/**
 * The kinds of instruction, with their templates. Placeholders in braces are filled from the world. Held-out templates stand in
 * the corpus as bare items of to-do lists and exam sheets, never in instruction data.
 */
public enum Kind {
    /** Things to buy for an occasion. */
    SHOPPING(
            20,
            List.of(
                    "Write a shopping list for {occasion}.",
                    "Make a shopping list for {occasion}.",
                    "What should I buy for {occasion}?",
                    "{name} needs a shopping list for {occasion}.",
                    "Give me a shopping list for {occasion}.",
                    "List {count} things to buy for {occasion}."),
            List.of("Please write down what to buy for {occasion}.", "What do we have to get for {occasion}?")),
    /** A shopping list without an occasion. */
    GROCERIES(
            10,
            List.of(
                    "Make a shopping list.",
                    "Make a shopping list for {name}.",
                    "Make a shopping list with {count} things.",
                    "Give me a shopping list.",
                    "Give {name} a shopping list.",
                    "I need a shopping list for {day}.",
                    "{name} needs a shopping list.",
                    "Write a shopping list for {name}.",
                    "Write a shopping list for {day}.",
                    "Write down a shopping list for {name}.",
                    "Write a long shopping list."),
            List.of(
                    "Write a shopping list.",
                    "Write a shopping list",
                    "Please write a shopping list.",
                    "Can you write a shopping list?")),
    /** Any list at all. */
    ANYTHING(
            3,
            List.of("Write a list.", "Make a list.", "Write a list for {name}.", "Make a list with {count} things."),
            List.of("Give me a list.")),
    /** Things to do. */
    CHORES(
            4,
            List.of(
                    "Make a to-do list.",
                    "Make a to-do list for {name}.",
                    "Write a to-do list for {day}.",
                    "Give {name} a to-do list.",
                    "What should {name} do on {day}?"),
            List.of("Write a to-do list.", "I need a to-do list for {day}.")),
    /** Members of a category. */
    THINGS(
            16,
            List.of(
                    "Name {count} {category}.",
                    "List {count} {category}.",
                    "Give me {count} {category}.",
                    "Write a list of {count} {category}.",
                    "Write a list of {category}.",
                    "{name} wants to know {count} {category}."),
            List.of("Tell me {count} {category}.", "Which {category} do you know?")),
    /** What something is. */
    EXPLAIN(
            15,
            List.of(
                    "Explain what {concept} is.",
                    "What is {concept}?",
                    "Tell me about {concept}.",
                    "Describe {concept} in simple words.",
                    "Explain {concept} to {name}.",
                    "What do you know about {concept}?"),
            List.of("Can you say what {concept} is?", "Write something about {concept}.")),
    /** A note to a person about something. */
    NOTE(
            12,
            List.of(
                    "Write a note to {name} about {topic}.",
                    "Write {name} a short note about {topic}.",
                    "Leave a note for {name} about {topic}."),
            List.of("Send {name} a few lines about {topic}.", "Let {name} know about {topic}.")),
    /** News in one sentence. */
    SUMMARY(
            7,
            List.of("Summarise: {news}", "Put this in one sentence: {news}", "Make this short: {news}"),
            List.of("Sum this up: {news}", "What is the news? {news}")),
    /** Where something was put. */
    WHERE(
            7,
            List.of(
                    "{scene} Where is the {object}?",
                    "{scene} Say where the {object} is.",
                    "Where is the {object}? {scene}"),
            List.of("{scene} Where can I find the {object}?", "{scene} I am looking for the {object}.")),
    /** What goes into a dish. */
    INGREDIENTS(
            8,
            List.of(
                    "What do I need for {dish}?",
                    "List the ingredients for {dish}.",
                    "What goes into {dish}?",
                    "Write down the ingredients of {dish}.",
                    "{name} wants to make {dish}. What goes into it?"),
            List.of("Which things do I need to make {dish}?", "Name the ingredients of {dish}."));

    private final int weight;
    private final List<String> templates;
    private final List<String> heldOutTemplates;

    Kind(int weight, List<String> templates, List<String> heldOutTemplates) {
        this.weight = weight;
        this.templates = templates;
        this.heldOutTemplates = heldOutTemplates;
    }

    /** Its share of a prompt set, in no particular unit. */
    public int weight() {
        return weight;
    }

    /** Templates that instruction data may use. */
    public List<String> templates() {
        return templates;
    }

    /** Templates of held-out prompts alone. */
    public List<String> heldOutTemplates() {
        return heldOutTemplates;
    }
}
