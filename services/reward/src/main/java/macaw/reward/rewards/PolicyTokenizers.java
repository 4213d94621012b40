package macaw.reward.rewards;

import java.util.LinkedHashMap;
import java.util.Map;
import macaw.artefacts.LocalCopy;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.languagemodel.Tokenizer;
import macaw.records.TokenIds;
import macaw.records.VersionRef;

/** The tokenizers of the policies seen last, from the store. */
public final class PolicyTokenizers implements AnswerText, AutoCloseable {
    private static final int KEPT = 4;

    private final Versions versions;
    private final Map<VersionRef, Tokenizer> open = new LinkedHashMap<>(KEPT, 0.75f, true);

    /** Tokenizers of this store. */
    public PolicyTokenizers(Versions versions) {
        this.versions = versions;
    }

    @Override
    public synchronized String of(VersionRef writer, TokenIds tokens) {
        Tokenizer tokenizer = open.computeIfAbsent(writer, this::open);
        if (open.size() > KEPT) {
            var eldestFirst = open.values().iterator();
            eldestFirst.next().close();
            eldestFirst.remove();
        }
        return tokenizer.decode(tokens.toArray());
    }

    /** The weights stay where they are: a policy's tokenizer is a few files of it. */
    private Tokenizer open(VersionRef policy) {
        try (LocalCopy files = versions.open(VersionKind.POLICY, policy, name -> name.startsWith("tokenizer"))) {
            return Tokenizer.open(files.directory());
        }
    }

    @Override
    public synchronized void close() {
        open.values().forEach(Tokenizer::close);
        open.clear();
    }
}
