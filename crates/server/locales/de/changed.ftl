# Was der Chat sagt, wenn sich sein Hinweis in der Sache geändert hat. Wird erst dann geladen.

changed = Unser Hinweis zum Chat hat sich geändert.
kept = Neue Chats bewahren wir hier nicht mehr auf. Dieser begann vorher und wird aufbewahrt wie zugesagt; wenn Sie ihn beenden, wird er gelöscht.
unkept = Neue Chats bewahren wir hier jetzt auf. Dieser begann vorher und wird nicht aufbewahrt, wie zugesagt.
what = Was sich geändert hat
