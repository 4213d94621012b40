package macaw.labeling.takeover;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.prompts.NewPrompt;
import macaw.labeling.prompts.Prompts;
import macaw.labeling.prompts.Split;
import macaw.labeling.submissions.Content.WrittenPrompt.Style;
import macaw.labeling.texts.Texts;

/** Makes prompts that labelers wrote the prompts of another project, where they are answered or compared. */
public final class TakeOver {
    /** Where prompts that a person wrote say they come from. */
    public static final String SOURCE = "labeler";
    /** Where prompts that a program wrote say they come from. */
    public static final String SIMULATED_SOURCE = "simulated labeler";

    private final WrittenPromptStore store;
    private final Prompts prompts;

    public TakeOver(WrittenPromptStore store, Prompts prompts) {
        this.store = store;
        this.prompts = prompts;
    }

    /**
     * Which are taken over.
     *
     * @param styles of these styles; empty for all
     * @param splits whose briefs are in these splits; empty for all
     */
    public record Filter(Set<Style> styles, Set<Split> splits) {
        public Filter {
            styles = Set.copyOf(styles);
            splits = Set.copyOf(splits);
        }

        private boolean admits(WrittenPromptStore.Written written) {
            return (styles.isEmpty() || styles.contains(written.written().style()))
                    && (splits.isEmpty() || splits.contains(written.brief().split()));
        }
    }

    /**
     * What was done.
     *
     * @param added prompts that are new
     * @param alreadyThere written prompts that were taken over before; they stay as they were then
     * @param tooLong submissions whose instruction and examples together are longer than a prompt may be
     */
    public record Taken(int added, int alreadyThere, List<UUID> tooLong) {
        public Taken {
            tooLong = List.copyOf(tooLong);
        }
    }

    /**
     * Takes the counting prompts of {@code from} over into {@code to}: the whole text, with the style as category, in the brief's group and
     * so in its split for ever, or in the group of its text where the namespace has the text in another split. Doing it again adds what is new. REQUEST_INVALID where {@code from} is no project of prompts or {@code to} is one.
     */
    public Taken take(Project from, Project to, Filter filter) {
        require(from.kind() == TaskKind.PROMPT, "project must be one of prompts, \"" + from.name() + "\" is not");
        require(to.kind() != TaskKind.PROMPT, "project \"" + to.name() + "\" takes briefs and no prompts");
        Map<String, WrittenPromptStore.Written> wanted = new LinkedHashMap<>();
        List<UUID> tooLong = new ArrayList<>();
        for (WrittenPromptStore.Written written : store.counting(from)) {
            if (!filter.admits(written)) {
                continue;
            }
            if (written.written().whole().length() > Texts.MAX_PROMPT) {
                tooLong.add(written.submission());
            } else {
                wanted.put("written-" + written.submission(), written);
            }
        }
        Set<String> known = store.known(to, wanted.keySet());
        List<NewPrompt> missing = wanted.entrySet().stream()
                .filter(written -> !known.contains(written.getKey()))
                .map(written -> prompt(written.getKey(), written.getValue()))
                .toList();
        int added = 0;
        for (int start = 0; start < missing.size(); start += Prompts.MAX_AT_ONCE) {
            int end = Math.min(start + Prompts.MAX_AT_ONCE, missing.size());
            added += prompts.addWithTheirTexts(to, missing.subList(start, end)).added();
        }
        return new Taken(added, wanted.size() - added, tooLong);
    }

    private static NewPrompt prompt(String id, WrittenPromptStore.Written written) {
        return new NewPrompt(
                id,
                written.written().whole(),
                written.written().style().name().toLowerCase(Locale.ROOT),
                written.simulated() ? SIMULATED_SOURCE : SOURCE,
                written.brief().language(),
                written.brief().sensitivity(),
                written.brief().group(),
                Optional.empty());
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, message);
        }
    }
}
