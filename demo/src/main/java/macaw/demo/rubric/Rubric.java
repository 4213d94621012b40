package macaw.demo.rubric;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import macaw.demo.prompts.Kind;
import macaw.demo.prompts.Task;
import macaw.demo.prompts.Task.Explaining;
import macaw.demo.prompts.Task.Listing;
import macaw.demo.prompts.Task.Locating;
import macaw.demo.prompts.Task.Noting;
import macaw.demo.prompts.Task.Summarising;
import macaw.demo.world.World;

/** The written rubric (docs/demo-rubric.md) as code. Everything it knows is looked up in the world. */
public final class Rubric {
    /** Phrases that are never polite. */
    public static final List<String> RUDE = List.of("do it yourself", "who cares", "how boring", "go away");

    /** Sentences that make a whole explanation or note. */
    private static final int WHOLE_TEXT = 2;

    private static final Pattern GREETING = Pattern.compile("^(Dear|Hello|Hi) (\\p{L}+),\\s*");
    private static final List<String> FUNCTION_WORDS = List.of(
            "dear",
            "hello",
            "hi",
            "in",
            "short",
            "here",
            "is",
            "are",
            "list",
            "the",
            "a",
            "an",
            "and",
            "for",
            "about",
            "note",
            "we",
            "need",
            "things",
            "shopping",
            "to-do",
            "to",
            "do",
            "buy",
            "some",
            "news",
            "it",
            "of",
            "was");

    private final Set<String> words;

    public Rubric(World world) {
        words = new HashSet<>(world.words());
        words.addAll(FUNCTION_WORDS);
        for (Kind kind : Kind.values()) {
            kind.templates().forEach(template -> words.addAll(World.wordsOf(template)));
        }
    }

    /** Judges {@code answer} to an instruction that asks for {@code task}. */
    public RubricScore judge(Task task, Answer answer) {
        String text = answer.text().strip();
        if (text.isEmpty()) {
            return new RubricScore(0, 0, 0, 0, 0, 0);
        }
        List<String> units = task instanceof Listing ? AnswerParts.items(text) : AnswerParts.sentences(text);
        return new RubricScore(
                onPoint(task, text),
                form(task, text),
                noRepeats(units),
                answer.ended() ? 1 : 0,
                polite(text),
                known(text));
    }

    private static double onPoint(Task task, String text) {
        return switch (task) {
            case Listing listing -> listed(listing, AnswerParts.items(text));
            case Explaining explaining -> right(AnswerParts.sentences(text), explaining.facts());
            case Noting noting -> noted(noting, text);
            case Summarising summarising -> summarised(summarising, text);
            case Locating locating -> located(locating, text);
        };
    }

    /** Different right things, as a share of those given or of those wanted, whichever are more. */
    private static double listed(Listing listing, List<String> items) {
        Set<String> allowed = new HashSet<>();
        listing.allowed().forEach(item -> allowed.add(AnswerParts.normal(item)));
        return share(items, allowed::contains, listing.wanted());
    }

    private static double right(List<String> sentences, List<String> facts) {
        Set<String> known = new HashSet<>();
        facts.forEach(fact -> known.add(AnswerParts.normal(fact)));
        return share(sentences, known::contains, WHOLE_TEXT);
    }

    private static double share(List<String> given, Predicate<String> isRight, int wanted) {
        long right = given.stream().filter(isRight).distinct().count();
        return (double) right / Math.max(given.size(), wanted);
    }

    /** 0.4 for a greeting with the right name, 0.6 for sentences that belong to the topic. */
    private static double noted(Noting noting, String text) {
        var greeting = GREETING.matcher(text);
        boolean greeted = greeting.find();
        double name = greeted && greeting.group(2).equals(noting.name()) ? 1 : 0;
        String body = greeted ? text.substring(greeting.end()) : text;
        return 0.4 * name + 0.6 * right(AnswerParts.sentences(body), noting.sentences());
    }

    /** 1 for the event's sentence alone, half with more around it, 0.2 for the town alone. */
    private static double summarised(Summarising summarising, String text) {
        List<String> sentences = AnswerParts.sentences(text);
        if (sentences.contains(AnswerParts.normal(summarising.event()))) {
            return sentences.size() == 1 ? 1 : 0.5;
        }
        return text.contains(summarising.town()) ? 0.2 : 0;
    }

    /** 1 for the sentence that says it, 0.5 where the right place is named and nothing else is said. */
    private static double located(Locating locating, String text) {
        List<String> sentences = AnswerParts.sentences(text);
        String whole = "the " + locating.object() + " is " + locating.place();
        if (sentences.contains(whole)) {
            return 1.0 / sentences.size();
        }
        return sentences.size() == 1 && sentences.getFirst().endsWith(locating.place()) ? 0.5 : 0;
    }

    private static double form(Task task, String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        boolean dashed = lines.stream().anyMatch(line -> line.startsWith("- "));
        boolean sentences = Character.isUpperCase(text.charAt(0)) && text.matches("(?s).*[.!?]") && !dashed;
        return switch (task) {
            case Listing _ -> {
                boolean list = lines.size() >= 2 && lines.stream().allMatch(line -> line.startsWith("- "));
                boolean enumeration =
                        lines.size() == 1 && AnswerParts.items(text).size() >= 2;
                yield list ? 1 : enumeration ? 0.5 : 0;
            }
            case Noting _ -> (sentences ? 0.5 : 0) + (GREETING.matcher(text).find() ? 0.5 : 0);
            case Explaining _, Summarising _, Locating _ -> sentences && lines.size() == 1 ? 1 : 0;
        };
    }

    private static double noRepeats(List<String> units) {
        return units.isEmpty() ? 0 : (double) units.stream().distinct().count() / units.size();
    }

    private static double polite(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        return RUDE.stream().anyMatch(small::contains) ? 0 : 1;
    }

    private double known(String text) {
        return words.containsAll(World.wordsOf(text)) ? 1 : 0;
    }
}
