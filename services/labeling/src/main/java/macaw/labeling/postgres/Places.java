package macaw.labeling.postgres;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import macaw.labeling.tasks.Lease;
import macaw.labeling.tasks.Occupancy;
import org.jdbi.v3.core.Handle;

/** Who is at a task. All of it is read and written under the lock of the task's row. */
final class Places {
    private Places() {}

    /** Takes the lock; false where there is no such task. */
    static boolean lock(Handle handle, String namespace, UUID task) {
        return handle.createQuery("select 1 from task where namespace = :namespace and id = :task for update")
                .bind("namespace", namespace)
                .bind("task", task)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    static Occupancy read(Handle handle, String namespace, UUID task) {
        List<Lease> leases = handle.createQuery(
                        "select * from lease where namespace = :namespace and task_id = :task order by expires_at, id")
                .bind("namespace", namespace)
                .bind("task", task)
                .map((row, context) -> new Lease(
                        row.getObject("id", UUID.class),
                        task,
                        row.getObject("labeler_id", UUID.class),
                        row.getTimestamp("expires_at").toInstant(),
                        Lease.State.valueOf(row.getString("state"))))
                .list();
        return handle.createQuery("""
                        select p.overlap,
                               count(s.id) filter (where s.state = 'COUNTING') as counting,
                               coalesce(array_agg(s.labeler_id) filter (where s.id is not null), '{}') as submitters
                        from task t
                        join project p on p.namespace = t.namespace and p.name = t.project
                        left join submission s on s.namespace = t.namespace and s.task_id = t.id
                        where t.namespace = :namespace and t.id = :task
                        group by p.overlap""")
                .bind("namespace", namespace)
                .bind("task", task)
                .map((row, context) -> new Occupancy(
                        task,
                        row.getInt("overlap"),
                        row.getInt("counting"),
                        Set.copyOf(Arrays.asList(
                                (UUID[]) row.getArray("submitters").getArray())),
                        leases))
                .one();
    }

    static void save(Handle handle, String namespace, Lease lease) {
        handle.createUpdate("""
                        insert into lease (namespace, id, task_id, labeler_id, expires_at, state)
                        values (:namespace, :id, :task, :labeler, :expires, :state)
                        on conflict (namespace, id) do update set expires_at = :expires, state = :state""")
                .bind("namespace", namespace)
                .bind("id", lease.id())
                .bind("task", lease.task())
                .bind("labeler", lease.labeler())
                .bind("expires", lease.expiresAt())
                .bind("state", lease.state().name())
                .execute();
    }

    /** Brings the task's state in line with who is at it now. */
    static void settle(Handle handle, String namespace, UUID task, Instant now) {
        switch (read(handle, namespace, task).availability(now)) {
            case Occupancy.Availability.Done() -> settle(handle, namespace, task, "DONE", Optional.empty());
            case Occupancy.Availability.Free() -> settle(handle, namespace, task, "OPEN", Optional.empty());
            case Occupancy.Availability.HeldUntil(Instant end) ->
                settle(handle, namespace, task, "OPEN", Optional.of(end));
        }
    }

    private static void settle(Handle handle, String namespace, UUID task, String state, Optional<Instant> from) {
        handle.createUpdate("""
                        update task set state = :state,
                                        available_from = coalesce(cast(:from as timestamptz), '-infinity')
                        where namespace = :namespace and id = :task""")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("state", state)
                .bind("from", from.orElse(null))
                .execute();
    }
}
