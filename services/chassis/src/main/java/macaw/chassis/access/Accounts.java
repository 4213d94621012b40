package macaw.chassis.access;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** All accounts this service knows: the keys file first, then what the service adds. */
public final class Accounts {
    private final KeyRing keys;
    private final List<AccountSource> others;

    /** The keys file and, after it, further sources. */
    public Accounts(KeyRing keys, List<AccountSource> others) {
        this.keys = keys;
        this.others = List.copyOf(others);
    }

    /** The account that holds this key. May block: a source may ask a database. */
    public Optional<Account> byKey(String key) {
        String hash = KeyRing.hash(key);
        return first(source -> source.byKeyHash(hash));
    }

    /** The account with this id. May block. */
    public Optional<Account> byId(String id) {
        return first(source -> source.byId(id));
    }

    private Optional<Account> first(Function<AccountSource, Optional<Account>> question) {
        return question.apply(keys)
                .or(() -> others.stream()
                        .flatMap(source -> question.apply(source).stream())
                        .findFirst());
    }
}
