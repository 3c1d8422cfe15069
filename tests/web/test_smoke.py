import asyncio
async def test_x(visitor):
    r = await visitor.get("/"); print(r.status_code, r.text[:300])
    r = await visitor.get("/chat/teacher"); print(r.status_code)
    r = await visitor.says("teacher","你好"); print(r.status_code, r.text)
    print(await visitor.reads("teacher",1))
    from tests.web.kit import a_ticket
    await visitor.store.run(a_ticket) if hasattr(visitor,'store') else None
    r = await visitor.get("/board"); print(r.status_code, len(r.text))
